"""Printed table rows become tasks, units, leaders and indicators, with findings."""
