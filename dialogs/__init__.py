"""Conversations: what is said and when. One file for each thing people do."""
