"""The public site: static pages that work from a folder, offline, in Vietnamese and English."""
