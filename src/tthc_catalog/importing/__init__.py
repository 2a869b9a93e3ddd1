"""Import of official lists into a catalog: readers of sources, the facts they found, and the change of a catalog's files."""
