"""Working days, office hours and the clock of one place: everything a deadline is counted in."""
