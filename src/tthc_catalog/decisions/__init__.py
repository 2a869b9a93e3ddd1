"""One dossier: whether it is complete, when its result is due, and why."""
