"""Tests of the report on Leichte Sprache, of what survived, and of revising."""
