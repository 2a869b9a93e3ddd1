"""Put catalog files into their one layout, without changing what any of them says."""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import Problem
from tthc_catalog.yaml_files.layout import lay_out
from tthc_catalog.yaml_files.schemas import KINDS, flat_schema
from tthc_catalog.yaml_files.source_tree import comment_texts, read_tree
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS, Limits, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.yaml_files.document import Document

MENDED = frozenset({"scalar-quote", "text-nfc"})
"""Problems of reading that formatting takes away; with any other a file is left as it is."""


@attrs.frozen(kw_only=True)
class Formatted:
    """What formatting made of a file.

    Attributes:
        content: the bytes to write; None when the file cannot be formatted.
        changed: whether they differ from what stands there.
        problems: why it cannot be formatted; none when the result would not read the same, which is a fault of this software.
    """

    content: bytes | None
    changed: bool = False
    problems: tuple[Problem, ...] = ()


def format_bytes(
    content: bytes,
    shown_as: str,
    *,
    kind: str | None = None,
    policy_schemas: Mapping[str, Mapping[str, Any]] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Formatted:
    """Lay out the content of one file.

    A file is formatted only if the result reads as the same data, by the same reader, and holds the same comments; this is checked every
    time, not trusted.

    Args:
        content: what the file holds.
        shown_as: its path, for problems.
        kind: of what kind its place says it is; left out, the file's own ``kind`` is believed.
        policy_schemas: policy id -> JSON Schema of a model's parameters, for the order of their keys.
        limits: bounds beyond which the file is refused.
    """
    plain = content.removeprefix(codecs.BOM_UTF8)
    before, problems = read_bytes(plain, shown_as, limits)
    hindering = tuple(problem for problem in problems if problem.code not in MENDED)
    if before is None or hindering:
        return Formatted(content=None, problems=hindering)
    source = unicodedata.normalize("NFC", before.source.replace("\r\n", "\n").replace("\r", "\n"))
    laid_out = lay_out(read_tree(source), _schema(before, kind, policy_schemas or {}))
    made = laid_out.encode("utf-8")
    after, _ = read_bytes(made, shown_as, limits)
    if after is None or after.data != before.data or Counter(comment_texts(laid_out)) != Counter(comment_texts(source)):
        return Formatted(content=None)
    return Formatted(content=made, changed=made != content)


def _schema(document: Document, kind: str | None, policies: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """The schema that gives the order of keys; a model's parameters are ordered by its policy's."""
    kind = kind or document.data.get("kind")
    if kind not in KINDS:
        return {}
    schema = flat_schema(kind)
    policy = str(document.data.get("policy"))
    if kind != "model" or policy not in policies:
        return schema
    return {**schema, "properties": {**schema["properties"], "parameters": policies[policy]}}
