"""Format catalog files without changing their data."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

import attrs

from tthc_catalog.errors import Problem
from tthc_catalog.yaml_files.layout import tree_text
from tthc_catalog.yaml_files.schemas import KINDS, flat_schema
from tthc_catalog.yaml_files.source_comments import comment_texts
from tthc_catalog.yaml_files.source_tree import read_tree
from tthc_catalog.yaml_files.yaml_reader import DEFAULT_LIMITS, Limits, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tthc_catalog.yaml_files.document import Document

FIXED_BY_FORMATTING = frozenset({"file-bom", "scalar-quote", "text-nfc"})
"""Problems that formatting fixes; a file with any other problem is not formatted."""


@attrs.frozen(kw_only=True)
class Formatted:
    """The result of formatting a file.

    Attributes:
        content: the bytes to write; None if the file cannot be formatted.
        changed: whether ``content`` differs from the original bytes.
        problems: why the file cannot be formatted. Empty if the result would not read as the same data, which is a bug in this package.
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
    """Format the content of one file.

    The result is parsed again. It is returned only if it has the same data and the same comments.

    Args:
        content: the bytes of the file.
        shown_as: its path in problems.
        kind: the kind of file that belongs at its location; by default, the ``kind`` stated in the file.
        policy_schemas: policy id -> JSON Schema of a model's parameters, for the order of their keys.
        limits: bounds beyond which the file is rejected.
    """
    plain = content.removeprefix(codecs.BOM_UTF8)
    before, problems = read_bytes(plain, shown_as, limits)
    blocking = tuple(problem for problem in problems if problem.code not in FIXED_BY_FORMATTING)
    if before is None or blocking:
        return Formatted(content=None, problems=blocking)
    source = _composed(before.source.replace("\r\n", "\n").replace("\r", "\n"))
    text = tree_text(read_tree(source), _schema(before, kind, policy_schemas or {}))
    formatted = text.encode("utf-8")
    after, _ = read_bytes(formatted, shown_as, limits)
    if after is None or after.data != before.data or Counter(comment_texts(text)) != Counter(comment_texts(source)):
        return Formatted(content=None)
    return Formatted(content=formatted, changed=formatted != content)


_ESCAPE = re.compile(r"(?<=\\)(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^xuU])")
"""What follows the backslash of an escape sequence in double quotes."""


def _composed(source: str) -> str:
    r"""Return the source in NFC, except that the letter of an escape sequence is not joined with a mark after it: ``\n`` is a line break."""
    if "\\" not in source:
        return unicodedata.normalize("NFC", source)
    pieces, start = [], 0
    for match in _ESCAPE.finditer(source):
        pieces.append(unicodedata.normalize("NFC", source[start : match.end()]))
        start = match.end()
    return "".join([*pieces, unicodedata.normalize("NFC", source[start:])])


def _schema(document: Document, kind: str | None, policies: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the schema that sets the order of keys; the policy's schema sets it for the parameters of a model."""
    kind = kind or document.data.get("kind")
    if kind not in KINDS:
        return {}
    schema = flat_schema(kind)
    policy = str(document.data.get("policy"))
    if kind != "model" or policy not in policies:
        return schema
    return {**schema, "properties": {**schema["properties"], "parameters": policies[policy]}}
