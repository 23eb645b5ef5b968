"""Forms: their design, the layout of one issued workbook, and its signed stamp."""
