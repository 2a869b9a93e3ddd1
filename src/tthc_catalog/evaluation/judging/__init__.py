"""Deadlines and status of each record."""
