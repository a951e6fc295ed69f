"""Durable work on Redis Streams: in order per conversation, taken over when a worker dies."""
