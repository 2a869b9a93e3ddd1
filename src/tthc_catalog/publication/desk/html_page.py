"""The head of a printable HTML page without scripts and without addresses of other sites."""

from __future__ import annotations

from html import escape


def page_head(title: str, style: str, lang: str = "vi") -> str:
    """Return a page up to and including ``<body>``; its Content-Security-Policy forbids scripts and all requests."""
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>{style}</style>\n</head>\n<body>"
    )
