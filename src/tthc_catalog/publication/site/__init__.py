"""The public site: static pages in Vietnamese and English that also work offline, opened from a folder."""
