"""xltool: the Excel toolkit of a coordinating office's reporting cycle."""

__version__ = "0.1.0"
