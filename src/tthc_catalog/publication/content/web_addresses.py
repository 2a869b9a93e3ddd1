"""Addresses a page may lead to: catalog text is no address until it is one of the web."""

from __future__ import annotations

from urllib.parse import urlsplit


def web_address(address: str | None) -> str | None:
    """The address if a browser may follow it safely, else None.

    >>> web_address("https://vbpl.vn/x"), web_address("javascript:alert(1)")
    ('https://vbpl.vn/x', None)
    """
    if not address or any(letter.isspace() or letter in '<>"\\^`{|}' or not letter.isprintable() for letter in address):
        return None
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return None
    return address if sound else None
