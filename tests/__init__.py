"""Everything that must hold, in four kinds of tests."""
