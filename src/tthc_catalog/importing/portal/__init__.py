"""Reader of the national portal's records of procedures, whose tables were stored as running text."""
