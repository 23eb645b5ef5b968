"""Proofreading.

What the printed numbers of a text claim of each other, and whether it holds. A
`Mention` is one printed number with the part it plays, a `Claim` is what some of them
say together (these parts make that total), and a `Check` is what came of it.
"""
