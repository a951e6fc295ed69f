"""Tests of bot.evidence."""
