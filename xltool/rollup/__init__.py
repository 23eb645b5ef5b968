"""汇总: aggregation, progress, ranking, reporting discipline, supervision.

No file, no socket, no database.
"""
