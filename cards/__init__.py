"""Adaptive Cards: pure functions from a value, its texts and the brand to a card."""
