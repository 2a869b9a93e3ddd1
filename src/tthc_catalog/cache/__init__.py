"""The cache: what was read and worked out once, kept under a digest of everything it rests on. See docs/explanation/cache.md."""
