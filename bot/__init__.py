"""The assistant: everything that is not a card, a conversation, a manifest or a test."""
