"""The public site: static pages that work from a folder, offline, in Vietnamese and English."""

from tthc_catalog.publication.site.pages import render_html

__all__ = ["render_html"]
