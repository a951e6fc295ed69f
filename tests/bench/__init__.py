"""`make bench`: our own share of a turn, measured beside others in the same run."""
