"""汇总: aggregation, progress, ranking, reporting discipline, supervision; no file, no socket, no database."""
