"""The pages of the desk, one file a page: what it shows, what it does."""
