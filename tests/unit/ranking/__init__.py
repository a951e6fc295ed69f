"""Tests of bot.ranking."""
