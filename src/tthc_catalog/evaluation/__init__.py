"""Evaluation: the month, the quarter and the year of a place, honestly counted from the records of its dossiers."""
