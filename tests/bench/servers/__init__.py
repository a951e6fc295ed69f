"""What is measured: each file is a server, run as a program in an environment of its own."""
