"""Labelled clauses of our own wording, from which the roles of figures are learnt."""
