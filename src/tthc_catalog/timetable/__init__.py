"""Compiled timetables: policies and calendars worked out once, so that every answer is a look-up."""
