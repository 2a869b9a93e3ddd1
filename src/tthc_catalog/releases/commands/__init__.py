"""The commands that releases add to ``tthc``."""
