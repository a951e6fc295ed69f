"""What people mean to do to the assistant, and that it does not happen."""
