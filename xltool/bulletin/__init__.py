"""工作专报: what a bulletin says, and whether what one prints agrees."""
