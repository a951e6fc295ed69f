"""Tests of python -m bot.admin."""
