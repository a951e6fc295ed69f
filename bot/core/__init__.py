"""Words everyone shares: ids, errors, ports, turns, settings, texts. Imports nothing of ours."""
