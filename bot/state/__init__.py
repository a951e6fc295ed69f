"""What we keep in Redis, encrypted and with an end."""
