"""Aggregation, progress, ranking and status of a period."""
