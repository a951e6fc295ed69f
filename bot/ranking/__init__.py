"""Which passages of a text answer a question, by their words: no model, no network.

Knows neither documents nor sources: it is given passages and says which are nearest.
"""
