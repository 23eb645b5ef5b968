"""The sample city that ships with xltool: data only."""
