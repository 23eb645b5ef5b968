"""Packages of parts (zip and XML).

Read, edited and written with every other byte as it was.
"""
