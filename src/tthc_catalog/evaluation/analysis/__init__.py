"""Analyses of the judged dossiers beyond the counts: audit findings and rankings."""
