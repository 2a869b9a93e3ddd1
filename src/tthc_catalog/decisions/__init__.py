"""One dossier: is it complete, when is its result due, and why."""
