"""Printed tables and tables in text: their columns and rows."""
