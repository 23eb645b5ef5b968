"""Everything that opens or writes a .docx."""
