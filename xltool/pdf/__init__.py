"""Text and tables of a PDF, pages of a scan: both become printed grids."""
