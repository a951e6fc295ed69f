"""Meetings with known truth, faults planted in their minutes, and how many the check finds."""
