"""Timetables compiled from policies and calendars, so that every answer is a look-up."""
