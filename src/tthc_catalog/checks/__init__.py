"""The checks of a catalog: schemas, single facts, and agreement between files."""
