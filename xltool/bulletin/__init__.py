"""工作专报: reading the figures that a bulletin prints, and checking them against each other."""
