"""Results as files: Word and PDF, in the agency's own template."""
