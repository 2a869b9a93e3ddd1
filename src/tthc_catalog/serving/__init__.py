"""The HTTP service: decisions and the facts of catalogs for programs in any language, read-only."""
