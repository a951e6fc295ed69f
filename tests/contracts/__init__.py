"""Our adapters against the real thing."""
