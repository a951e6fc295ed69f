"""Stand-ins for the outer world that speak its protocols."""
