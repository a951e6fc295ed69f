"""Tests of bot.agency."""
