"""Files for machines: iCalendar, CSV, JSON and linked data."""
