"""Check a catalog: schemas, the facts of single files, and consistency between files."""
