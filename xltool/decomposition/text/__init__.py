"""The text of a cell: normalized, cut into items, its numbers read."""
