"""New catalogs and new procedure files."""
