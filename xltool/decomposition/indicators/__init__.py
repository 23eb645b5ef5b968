"""The indicators that a text promises, with names, roles and units of measure."""
