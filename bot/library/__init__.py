"""The prompt library: templates as files, found and filled."""
