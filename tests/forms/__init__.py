"""Tests of form designs, layouts, stamps, deadlines."""
