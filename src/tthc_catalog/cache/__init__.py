"""A cache of results derived from a catalog, keyed by everything they depend on."""
