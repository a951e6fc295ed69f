"""Statements about German and English administrative texts: clean ones, and ones with a fault.

`open` was looked at while the checks were tuned, `held_out` was written before and is only
counted. Both hold passages.txt, clean.txt and faults.txt; planted.py adds faults made by rule.
"""
