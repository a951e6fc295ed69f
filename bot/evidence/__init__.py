"""Whether a text holds what is claimed of it: quotations, figures, names, and what was decided.

Knows neither documents nor meetings: it is given numbered passages. Standard library only.
"""
