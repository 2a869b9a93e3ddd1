"""Releases: what a catalog promised, frozen in files that later edits are compared with and papers are checked against."""
