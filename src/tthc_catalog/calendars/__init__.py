"""Working days, office hours and time zones: the units in which deadlines are counted."""
