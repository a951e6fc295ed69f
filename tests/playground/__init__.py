"""The local run as people see it: one command, and Microsoft's own client in front of it."""
