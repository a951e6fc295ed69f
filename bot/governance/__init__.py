"""Who may what, how much, how long: notice, limits, feedback, a person's data."""
