"""Uploaded files: read in a child process, summarised page by page.

Imports nothing: the child that reads a file passes through here, and pays for every import.
"""
