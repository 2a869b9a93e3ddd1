"""Counts, rates, findings and rankings over the judged dossiers."""
