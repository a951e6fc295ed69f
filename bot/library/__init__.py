"""The prompt library: templates with forms, found by category or search, filled safely."""
