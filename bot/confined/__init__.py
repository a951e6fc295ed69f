"""Child processes that may do nothing but compute: how they are started, limited and ended."""
