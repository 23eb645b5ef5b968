"""The stages of the cycle: one public function each, which owns order and transactions."""
