"""Evaluation of a month, a quarter or a year, from the exported dossiers of one place."""
