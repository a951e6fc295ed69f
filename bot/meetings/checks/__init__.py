"""The single checks: each compares one kind of point with what was heard."""
