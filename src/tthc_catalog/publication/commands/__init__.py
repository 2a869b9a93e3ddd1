"""The commands that publication adds to ``tthc``."""
