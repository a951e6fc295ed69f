"""Dialogs on their own; whole conversations are in tests/scenarios."""
