"""Choose the formats of a publication and write them into a folder."""
