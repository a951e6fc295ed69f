"""The Teams edge."""
