"""Tests of everything that opens or writes a workbook."""
