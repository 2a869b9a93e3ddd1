"""Figures anyone can print again: ``make bench``. Nothing here is a test; machines differ and are noisy."""
