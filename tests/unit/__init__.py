"""Mirrors the source, file by file."""
