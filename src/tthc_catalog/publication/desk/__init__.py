"""Papers for the desk: the slip, on the form in force, and the weekly roster."""
