"""python -m bot.admin: what administrators do from a shell."""
