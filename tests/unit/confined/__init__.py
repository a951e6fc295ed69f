"""Tests of bot.confined."""
