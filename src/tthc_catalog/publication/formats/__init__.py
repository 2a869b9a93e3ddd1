"""Formats of publication, and the data they share."""
