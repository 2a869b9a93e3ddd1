"""Slips, desk forms and roster sheets."""
