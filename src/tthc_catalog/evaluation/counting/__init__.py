"""Counts and rates of the judged dossiers, by group."""
