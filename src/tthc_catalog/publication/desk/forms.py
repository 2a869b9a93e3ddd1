"""The versions of the forms of the one-stop desk: circular, period in force, fields, and whether each field is verified.

The appendices of the circulars were not available. The fields come from a legal publisher's page and from software of one-stop desks that
prints the forms. A field found in fewer than two such sources, or only in software of another period, is *unverified*; so is every field
of the 2025 circular. To correct a form from the appendix of its circular, edit only this module.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import attrs

from tthc_catalog.effective import Period
from tthc_catalog.errors import PublicationError

Kind = Literal["appointment", "supplement"]

DOTS = "……………………"
"""Printed for a value that is to be filled in by hand."""

_CHANGED_ON = dt.date(2025, 9, 15)
"""The day on which circular 03/2025/TT-VPCP was issued; its forms are used from then on (thuviennhadat.vn, read as a stored page)."""

_READ_2018 = (
    "https://trangtinphapluat.com/blog/bieu-mau/quy-trinh-giai-quyet-thu-tuc-hanh-chinh/ (list of the forms, A5, heading)",
    "Tinhtue2010/ThutucSV@15a20019bd671b82547e5504295d710ecdbe0dbb:resources/views/document/tiepnhan.blade.php",
    "software of two provincial one-stop desks that prints forms 01 and 02 (read as stored source text)",
)
_READ_2025 = (
    "Nhà đất của Thư viện pháp luật, page 708489 on thuviennhadat.vn (names and numbers of the forms only)",
    "software of a provincial one-stop desk of 2025 (fee line; kind and number of each paper)",
)


@attrs.frozen(kw_only=True)
class FormField:
    """A field of a form.

    Attributes:
        id: the name of the field in this package and in the JSON.
        verified: whether two independent sources show the field for this version.
    """

    id: str
    verified: bool = True


@attrs.frozen(kw_only=True)
class FormVersion:
    """One version of one form.

    Attributes:
        number: the number of the form in the circular, such as ``Mẫu số 01``.
        document: the number of the circular.
        paper: the paper size.
        fields: the fields in the order of the form.
        paper_columns: the columns of the list of papers. Only software of 2025 prints the kind and the number of each paper.
        read_from: the sources of the fields.
    """

    kind: Kind
    number: str
    document: str
    period: Period
    paper: Literal["a5", "a4"]
    fields: tuple[FormField, ...]
    paper_columns: tuple[str, ...] = ("number", "paper")
    read_from: tuple[str, ...]

    @property
    def unverified(self) -> tuple[str, ...]:
        """The ids of the unverified fields."""
        return tuple(field.id for field in self.fields if not field.verified)


def _fields(names: str, doubtful: str = "") -> tuple[FormField, ...]:
    return tuple(FormField(id=name, verified=name not in doubtful.split()) for name in names.split())


_APPOINTMENT = (
    "dossier_code desk applicant address phone email request components sets processing_time received_at due_at collect_at register"
)
_SUPPLEMENT = "dossier_code desk applicant request address phone email missing reason contact"

FORMS: tuple[FormVersion, ...] = (
    FormVersion(
        kind="appointment",
        number="Mẫu số 01",
        document="01/2018/TT-VPCP",
        period=Period(None, _CHANGED_ON),
        paper="a5",
        fields=_fields(_APPOINTMENT),
        read_from=_READ_2018,
    ),
    FormVersion(
        kind="supplement",
        number="Mẫu số 02",
        document="01/2018/TT-VPCP",
        period=Period(None, _CHANGED_ON),
        paper="a5",
        fields=_fields(_SUPPLEMENT, "missing reason contact"),
        read_from=_READ_2018,
    ),
    FormVersion(
        kind="appointment",
        number="Mẫu số 01",
        document="03/2025/TT-VPCP",
        period=Period(_CHANGED_ON, None),
        paper="a5",
        fields=_fields(f"{_APPOINTMENT} fee", f"{_APPOINTMENT} fee"),
        paper_columns=("number", "paper", "kind", "count"),
        read_from=_READ_2025,
    ),
    FormVersion(
        kind="supplement",
        number="Mẫu số 02",
        document="03/2025/TT-VPCP",
        period=Period(_CHANGED_ON, None),
        paper="a5",
        fields=_fields(_SUPPLEMENT, _SUPPLEMENT),
        read_from=_READ_2025,
    ),
)


def form_on(kind: Kind, day: dt.date) -> FormVersion:
    """Return the version of a form in force on a day.

    Raises:
        PublicationError: no version is known for the day.
    """
    for form in FORMS:
        if form.kind == kind and day in form.period:
            return form
    raise PublicationError("publication.error.no_form", kind=kind, day=day)
