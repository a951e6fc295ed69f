"""Files: reading, keeping, cutting, summarising."""
