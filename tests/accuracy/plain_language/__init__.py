"""Sentences of our own, each with the rules of Leichte Sprache that it breaks."""
