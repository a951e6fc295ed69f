"""How often checking finds a planted fault, and how often it doubts what is right."""
