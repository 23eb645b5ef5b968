"""Composing, sending and fetching mail."""
