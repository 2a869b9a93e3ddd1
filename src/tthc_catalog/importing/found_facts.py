"""What a reader found in a source: one record for each procedure, with what is unclear kept apart from what is certain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from tthc_catalog.yaml_files.document import Document

CHANNEL_WORDS: Mapping[str, str] = {"Trực tiếp": "in_person", "Trực tuyến": "online", "Dịch vụ bưu chính": "postal"}
"""Channels as the national portal prints them."""

LEVEL_WORDS: Mapping[str, str] = {"cấp xã": "commune", "cấp huyện": "district", "cấp tỉnh": "province", "cấp bộ": "ministry"}
"""Levels as sources print them."""


@attrs.frozen(kw_only=True)
class FoundTime:
    """A processing time that the source states without doubt.

    Attributes:
        amount: how many units; 0 for ``same_day``.
        unit: a unit of ``schemas/terms.schema.json``.
        at_most: whether the source states “at most”.
        after: the time of day, ``15:00``, after which a receipt is due ``then_working_days`` later.
        only_if_not_resolved_at_once: whether the later day applies only then.
    """

    amount: int
    unit: str
    at_most: bool | None = None
    after: str | None = None
    then_working_days: int | None = None
    only_if_not_resolved_at_once: bool = False


@attrs.frozen(kw_only=True)
class FoundFee:
    """A fee that the source states without doubt.

    Attributes:
        amount: đồng; None for no charge.
        per: the unit charged for; None if the source does not state it.
        from_nth: the first unit that the amount is charged for.
        applies_to: whom or what it concerns, if not everything.
        further: other amounts of the same fee.
    """

    amount: int | None
    per: str | None = None
    from_nth: int = 1
    applies_to: str | None = None
    further: tuple[FoundFee, ...] = ()

    @property
    def status(self) -> str:
        """``free`` or ``known``."""
        return "free" if self.amount is None else "known"


@attrs.frozen(kw_only=True)
class Unclear:
    """Something a source states in a way that can be read in several ways; no value is taken from it.

    Attributes:
        fact: the kind of fact, such as ``time`` or ``fee``.
        reason: the last part of the key of the text that says why.
        quoted: the text of the source.
        channel: the channel it concerns; None if all.
    """

    fact: str
    reason: str
    quoted: str
    channel: str | None = None


@attrs.frozen(kw_only=True)
class FoundChannel:
    """A channel with what is certain about it; None is absent or unclear."""

    channel: str
    time: FoundTime | None = None
    fee: FoundFee | None = None


@attrs.frozen(kw_only=True)
class FoundPaper:
    """A paper of the dossier.

    Attributes:
        name: its name; a long one is cut, and ``is_whole`` is then false.
        form: the file of the printed form, if one is named.
        condition: when it is needed; None if always.
        doubt: why a person must look at it, as the last part of a text's key; None if nothing is unclear.
        quoted: the text of the source, if something is unclear.
        id: its id, if the source has one that a catalog can use.
        any_of: the group of which any one paper is enough.
        optional: whether the source states that it may be left out.
    """

    name: str
    originals: int | None = None
    copies: int | None = None
    form: str | None = None
    action: str = "submit"
    condition: str | None = None
    is_whole: bool = True
    doubt: str | None = None
    quoted: str | None = None
    id: str | None = None
    any_of: str | None = None
    optional: bool = False


@attrs.frozen(kw_only=True, eq=False)
class Copied:
    """A procedure's file in another catalog, which a new procedure is copied from.

    Attributes:
        root: the other catalog's folder.
        document: the file.
    """

    root: Path
    document: Document


@attrs.frozen(kw_only=True)
class FoundProcedure:
    """One procedure of a source. None and empty mean that the source does not state the fact.

    Attributes:
        code: the normalised code; None if the row has none.
        printed: the codes as printed.
        name: verbatim, in NFC.
        levels: levels that handle it, as ids.
        field: the name of its field.
        channels: channels in the order of the source.
        time: one processing time for all channels, if the source does not tell them apart.
        fee: likewise.
        number: its number in the list, such as ``I.1.a``.
        as_of: the time the source describes.
        unclear: what a person must look at.
        places: kind of fact -> its place in the source.
        other_names: further names, verbatim.
        copied: the file that a new procedure is copied from, if the source is a catalog.
    """

    code: str | None
    printed: tuple[str, ...] = ()
    name: str | None = None
    levels: tuple[str, ...] = ()
    field: str | None = None
    channels: tuple[FoundChannel, ...] = ()
    time: FoundTime | None = None
    fee: FoundFee | None = None
    papers: tuple[FoundPaper, ...] | None = None
    results: tuple[str, ...] = ()
    authority: str | None = None
    decision: str | None = None
    documents: tuple[str, ...] = ()
    number: str | None = None
    url: str | None = None
    unclear: tuple[Unclear, ...] = ()
    places: Mapping[str, str] = attrs.field(factory=dict)
    other_names: tuple[str, ...] = ()
    copied: Copied | None = None

    @property
    def place(self) -> str:
        """The place of the procedure in the source."""
        return self.places.get("row") or next(iter(self.places.values()), "")


@attrs.frozen(kw_only=True)
class FoundList:
    """Everything a reader found in one source.

    Attributes:
        source: the file as the user named it.
        source_type: the type of source for ``sources.yaml``.
        as_of: the time the source describes, if it says so.
        skipped: rows or records that name no procedure, each with its place and its text.
        notes: sentences below the list.
        columns: kinds of fact that the source has a column or a key for.
    """

    source: str
    procedures: tuple[FoundProcedure, ...]
    source_type: str = "document"
    as_of: str | None = None
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
