"""The offline bundle: everything that an office without internet needs, in one zip.

`make bundle` builds it (`building.py`); `start/` holds what a person starts it with.
"""
