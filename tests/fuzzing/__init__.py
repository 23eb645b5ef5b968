"""Mutated mails, archives and spreadsheets: whatever they are, their reader says what they are."""
