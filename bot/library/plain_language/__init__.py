"""Leichte Sprache: what breaks its rules, what of the source got lost, and revising a draft."""
