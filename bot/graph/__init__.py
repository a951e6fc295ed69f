"""Microsoft Graph by a thin client of our own: what is read there, and what its refusals mean."""
