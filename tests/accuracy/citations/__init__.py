"""Statements about German and English administrative texts: clean ones, and ones with a fault.

Each set holds passages.txt, clean.txt and faults.txt; planted.py adds faults made by rule. `open`
and `later_open` were looked at while the checks were tuned. `held_out` is only counted. Each
later set was measured blind once, before anything was mended (docs/decisions/0011), so that
`later_held_out` guards what was learned from it and says nothing more about unseen text.
"""
