"""The database: what was issued, received and judged."""
