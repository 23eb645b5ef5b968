"""The stages of the cycle.

One public function each, which owns order and transactions.
"""
