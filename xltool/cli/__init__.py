"""The command line: click commands, one file per group; the only place that prints."""
