"""The tests, in packages that mirror those of xltool."""
