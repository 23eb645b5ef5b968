"""Everything that opens or writes a workbook."""
