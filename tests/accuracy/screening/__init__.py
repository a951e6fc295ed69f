"""Instructions of our own, clean and risky, and texts with and without personal data."""
