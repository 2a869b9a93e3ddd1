"""The command ``tthc import``."""
