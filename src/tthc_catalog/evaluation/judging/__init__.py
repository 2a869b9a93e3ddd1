"""Deadlines and status of each dossier record."""
