"""版式: the office's own workbook, in which a design's fields stand."""
