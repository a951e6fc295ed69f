"""Finding the passages that answer a question, by words and parts of words; no model is asked."""
