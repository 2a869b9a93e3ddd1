"""Everything made for people to read or machines to take away, from the catalog alone: notices, sheets, data, forms of the desk."""
