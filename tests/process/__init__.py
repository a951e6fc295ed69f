"""The running process, proved from outside."""
