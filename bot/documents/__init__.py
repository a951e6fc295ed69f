"""Uploaded files: read in a child process, summarised page by page."""
