"""Judging a submission: identity, values, rules."""
