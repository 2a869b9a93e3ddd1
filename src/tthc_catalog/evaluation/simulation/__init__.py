"""Simulation: the same dossiers under two catalogs, or under variants of one."""
