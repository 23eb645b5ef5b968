"""`xltool design`: a blank form, read as a design."""
