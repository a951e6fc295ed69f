"""What people do, from the activity to the message that leaves."""
