"""Reading dossier files into records."""
