"""The commands that evaluation adds to ``tthc``."""
