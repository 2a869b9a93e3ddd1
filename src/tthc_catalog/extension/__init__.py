"""Named things a catalog may choose: policies by id, our own registered like everybody's."""
