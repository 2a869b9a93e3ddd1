"""YAML files: strict reading, formatting, splicing, and the layout of a catalog folder."""
