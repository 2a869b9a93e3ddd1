"""Web addresses: which ones a page may link to, and which one can prefix the paths of a published folder."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit

from tthc_catalog.errors import PublicationError

_FORBIDDEN = '<>"\\^`{|}'
"""Characters that a URI may not contain (RFC 3986), besides white space."""


PORTAL = "https://dichvucong.gov.vn/"
"""The national public service portal (Cổng Dịch vụ công quốc gia)."""

_NATIONAL_CODE = re.compile(r"\d\.\d{6}")


def portal_address(code: str) -> str | None:
    """Return the address of a procedure on the national portal; None for a code that is not a national one.

    >>> portal_address("1.004873")
    'https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=1.004873'
    """
    return f"{PORTAL}p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc={code}" if _NATIONAL_CODE.fullmatch(code) else None


def map_address(place: str) -> str:
    """Return the address of a search for a place on a map.

    >>> map_address("Khu 5, xã Thanh Hà")
    'https://www.google.com/maps/search/?api=1&query=Khu%205%2C%20x%C3%A3%20Thanh%20H%C3%A0'
    """
    return f"https://www.google.com/maps/search/?api=1&query={quote(place)}"


def web_address(address: str | None) -> str | None:
    """Return the address if a browser may follow it safely, else None.

    Addresses come from the catalog, so anything but http and https, a user name, or an unprintable character is rejected.

    >>> web_address("https://vbpl.vn/x"), web_address("javascript:alert(1)")
    ('https://vbpl.vn/x', None)
    """
    if not address or not address.isprintable():
        return None
    parts = _parts(address)
    return None if parts is None or parts.username else address


def normal_base_url(address: str) -> str:
    """Return the address with a trailing slash, ready to be followed by relative paths.

    Raises:
        PublicationError: the address is not http or https, has a query or a fragment, or contains forbidden characters.
    """
    parts = _parts(address)
    if parts is None or parts.query or parts.fragment:
        raise PublicationError("publication.error.base_url", address=address)
    return address if address.endswith("/") else address + "/"


def _parts(address: str) -> SplitResult | None:
    """Split an http or https address that names a host; return None for any other text."""
    if any(letter.isspace() or letter in _FORBIDDEN for letter in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None
