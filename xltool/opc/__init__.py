"""Packages of parts (zip and XML): read, edited and written with every other byte as it was."""
