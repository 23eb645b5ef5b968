"""The steps that take a ledger from one version of the schema to the next.

A step is frozen on the day it is released. It states the tables and columns that its
own version had, and never refers to `xltool.ledger.schema`, which describes today's:
a ledger of any age goes through the same statements that its neighbours went through.

`tests/ledger/versions/` holds a ledger of every version, made by the program of its
time; a test takes each of them to the present version and compares the result with a
ledger that is created new.
"""
