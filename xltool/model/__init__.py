"""What the office talks about: measures, tasks, indicators, units, periods, quantities, values."""
