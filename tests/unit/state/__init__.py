"""What we keep in Redis."""
