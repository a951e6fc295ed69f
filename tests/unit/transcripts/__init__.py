"""Transcripts in every form in which people have them."""
