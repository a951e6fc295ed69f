"""Cards as people see them: a gallery of all, and a browser that looks at it."""
