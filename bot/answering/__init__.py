"""Free prompting: memory, instructions, and what of the model's text may be shown."""
