"""What the office talks about.

Measures, tasks, indicators, units, periods, quantities, values.
"""
