"""Reading of dossier files into clean records."""
