"""Read the parameters of a call from a query or from JSON: each has a type, and nothing is ignored."""

from __future__ import annotations

import contextlib
import datetime as dt
import difflib
import functools
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from urllib.parse import parse_qsl

import attrs

from tthc_catalog._resources import schemas_folder
from tthc_catalog.errors import UnknownProcedure
from tthc_catalog.records.lookup import is_words, with_words
from tthc_catalog.serving.problem_details import WrongCall

if TYPE_CHECKING:
    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.engine import Engine
    from tthc_catalog.serving.service_settings import ServiceSettings

Kind = Literal["text", "texts", "flag", "day", "events"]

_LONGEST_TEXT = 500
_MOST_TEXTS = 200
_MOST_EVENTS = 50
_MOST_SUGGESTIONS = 5
_MOST_PARAMETERS = 500
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_EXAMPLES = {
    "code": "1.001193",
    "level": "commune",
    "received_at": "2023-09-29 15:31",
    "known_on": "2023-09-29",
    "on": "2023-09-29",
    "from": "2026-01-01",
    "to": "2026-01-31",
}


@attrs.frozen(kw_only=True)
class Parameter:
    """A parameter of a call.

    Attributes:
        kind: ``text``, ``texts`` (may be repeated in a query), ``flag``, ``day`` or ``events`` (objects, in a body only).
        schema: its JSON Schema, with texts in both languages.
        choices: the only values; empty if any text is possible.
    """

    name: str
    kind: Kind
    schema: Mapping[str, Any]
    required: bool = False
    choices: tuple[str, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Note the choices of the schema."""
        object.__setattr__(self, "choices", tuple(value for value in self.schema.get("enum", ()) if value is not None))

    @property
    def is_optional(self) -> bool:
        """Whether null is the same as leaving the parameter out."""
        return not self.required or "null" in self.schema.get("type", ())

    @property
    def example(self) -> str | None:
        """A value that works with the packaged catalog."""
        return _EXAMPLES.get(self.name)


@functools.cache
def question_parameters() -> dict[str, Parameter]:
    """Return the parameters of a question: the ``inputs`` of ``schemas/decision.schema.json``, of which only two are required."""
    schema = json.loads((schemas_folder() / "decision.schema.json").read_text(encoding="utf-8"))
    found = {}
    for name, stored in schema["properties"]["inputs"]["properties"].items():
        field = dict(stored)
        types = [field["type"]] if isinstance(field["type"], str) else field["type"]
        pattern = field.get("pattern", "")
        kind: Kind = "texts" if "array" in types else "flag" if "boolean" in types else "day" if pattern.endswith("[0-9]{2}$") else "text"
        if name == "received_at":  # any notation is accepted, and answered in this one
            kind = "text"
            del field["pattern"]
        elif name == "history":
            kind, field = "events", _events_schema(field)
        found[name] = Parameter(name=name, kind=kind, schema=field, required=name in ("code", "received_at"))
    first = ("code", "received_at", "level")
    return {name: found[name] for name in (*first, *(name for name in found if name not in first))}


def query_parameters() -> dict[str, Parameter]:
    """Return the parameters of a question that fit into a query, which has no objects."""
    return {name: parameter for name, parameter in question_parameters().items() if parameter.kind != "events"}


def _events_schema(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a history as a question may write it: in any notation of moments, and without what the engine supplies."""
    item = stored["items"]
    fields = {name: {key: value for key, value in field.items() if key != "pattern"} for name, field in item["properties"].items()}
    return {**stored, "maxItems": _MOST_EVENTS, "items": {**item, "properties": fields, "required": ["since"]}}


def from_query(query: bytes, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the parameters in a query string, checked.

    Raises:
        WrongCall: the query is malformed, or a parameter is unknown, repeated, missing or wrong.
    """
    values: dict[str, Any] = {}
    if not parameters and not query:
        return values
    if query:
        try:
            pairs = parse_qsl(
                query.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST_PARAMETERS
            )
        except ValueError:
            raise WrongCall("malformed-query") from None
        for name, value in pairs:
            parameter = parameters.get(name)
            if parameter is None:
                _unknown(name, parameters)
            if parameter.kind == "texts":
                values.setdefault(name, []).append(value)
            elif name in values:
                raise WrongCall("repeated-parameter", parameter=name)
            else:
                values[name] = _flag(name, value) if parameter.kind == "flag" else value
    return checked(values, parameters)


def checked(values: Any, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the values of a call; days are parsed, and null counts as absent where the schema allows it.

    Raises:
        WrongCall: the values are no object, or a parameter is unknown, missing or wrong.
    """
    if not isinstance(values, dict):
        raise WrongCall("wrong-type", parameter="body", expected="object", found=type_of(values))
    found: dict[str, Any] = {}
    for name, value in values.items():
        parameter = parameters.get(name)
        if parameter is None:
            _unknown(name, parameters)
        if value is None and parameter.is_optional:
            continue
        found[name] = _value(parameter, value)
    for name, parameter in parameters.items():
        if parameter.required and name not in found:
            raise WrongCall("missing-parameter", parameter=name, suggestions=[parameter.example] if parameter.example else ())
    return found


def question(values: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of `tthc_catalog.Engine.decide`.

    Raises:
        WrongCall: conditions are given without components, so that they would change nothing.
    """
    if values.get("conditions") and values.get("components") is None:
        raise WrongCall("conditions-alone", parameter="conditions")
    return values


def decided(engine: Engine, values: dict[str, Any]) -> Decision:
    """Decide a question; an unknown code that consists of words gets the codes of the procedures with these words as suggestions.

    Raises:
        TthcError: see `tthc_catalog.Engine.decide`.
    """
    try:
        return engine.decide(**values)
    except UnknownProcedure as error:
        if error.suggestions or not is_words(values["code"]):
            raise
        codes = dict.fromkeys(procedure.code for procedure in with_words(values["code"], engine.catalog.procedures))
        raise UnknownProcedure(error.key, suggestions=list(codes)[:_MOST_SUGGESTIONS], **error.params) from None


def read_json(content: bytes, settings: ServiceSettings) -> Any:
    """Parse JSON strictly: no repeated keys, no NaN, no deep nesting.

    Raises:
        WrongCall: it is not JSON, or nested too deeply.
    """
    if not content.strip():
        raise WrongCall("missing-body")
    if content.count(b"{") + content.count(b"[") > settings.depth and _depth(content) > settings.depth:
        raise WrongCall("too-deep", most=settings.depth)
    try:
        return _DECODER.decode(content.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise WrongCall("malformed-json", line=error.lineno, column=error.colno) from None
    except UnicodeDecodeError:
        raise WrongCall("malformed-json", line=1, column=1) from None
    except (ValueError, RecursionError):  # a number with thousands of digits, or a NaN
        raise WrongCall("malformed-json", line=1, column=1) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise WrongCall("repeated-parameter", parameter=next(name for name in names if names.count(name) > 1))
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _depth(content: bytes) -> int:
    """Return how deeply brackets are nested outside of strings."""
    bare = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", content, flags=re.DOTALL)
    deepest = level = 0
    for mark in re.findall(rb"[\[{\]}]", bare):
        level += 1 if mark in b"[{" else -1
        deepest = max(deepest, level)
    return deepest


def _unknown(name: str, parameters: Mapping[str, Parameter]) -> NoReturn:
    near = difflib.get_close_matches(name[:50], parameters, n=3)
    raise WrongCall("unknown-parameter", parameter=name[:50], suggestions=near or parameters)


def _flag(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise WrongCall("wrong-value", parameter=name, suggestions=("true", "false"))
    return value == "true"


def _value(parameter: Parameter, value: Any) -> Any:
    name = parameter.name
    if parameter.kind == "texts":
        if not isinstance(value, list):
            raise WrongCall("wrong-type", parameter=name, expected="array", found=type_of(value))
        if len(value) > _MOST_TEXTS:
            raise WrongCall("too-long", parameter=name, most=_MOST_TEXTS)
        return [_text(parameter, item) for item in value]
    if parameter.kind == "events":
        return _events(parameter, value)
    if parameter.kind == "flag":
        if not isinstance(value, bool):
            raise WrongCall("wrong-type", parameter=name, expected="boolean", found=type_of(value))
        return value
    written = _text(parameter, value)
    if parameter.kind == "day":
        with contextlib.suppress(ValueError):
            if _DAY.fullmatch(written):
                return dt.date.fromisoformat(written)
        raise WrongCall("wrong-value", parameter=name, suggestions=[parameter.example or "2026-01-31"])
    if parameter.choices and written not in parameter.choices:
        raise WrongCall("wrong-value", parameter=name, suggestions=parameter.choices)
    return written


def _events(parameter: Parameter, value: Any) -> list[dict[str, str | None]]:
    """Return the events of a history; the engine checks what they say."""
    name = parameter.name
    if not isinstance(value, list):
        raise WrongCall("wrong-type", parameter=name, expected="array", found=type_of(value))
    if len(value) > _MOST_EVENTS:
        raise WrongCall("too-long", parameter=name, most=_MOST_EVENTS)
    known = parameter.schema["items"]["properties"]
    for event in value:
        if not isinstance(event, dict):
            raise WrongCall("wrong-type", parameter=name, expected="object", found=type_of(event))
        if event.get("since") is None:
            raise WrongCall("missing-parameter", parameter=f"{name}.since", suggestions=["2023-10-02 09:00"])
        for key, item in event.items():
            if key not in known:
                raise WrongCall(
                    "unknown-parameter", parameter=f"{name}.{key[:50]}", suggestions=difflib.get_close_matches(key[:50], known) or known
                )
            if item is not None and not isinstance(item, str):
                raise WrongCall("wrong-type", parameter=f"{name}.{key}", expected="string", found=type_of(item))
            if item is not None and len(item) > _LONGEST_TEXT:
                raise WrongCall("too-long", parameter=f"{name}.{key}", most=_LONGEST_TEXT)
    return value


def _text(parameter: Parameter, value: Any) -> str:
    if not isinstance(value, str):
        suggestions = [f'"{parameter.example}"'] if parameter.example else ()
        raise WrongCall("wrong-type", parameter=parameter.name, expected="string", found=type_of(value), suggestions=suggestions)
    if not value.strip():
        raise WrongCall("wrong-value", parameter=parameter.name, suggestions=[parameter.example] if parameter.example else ())
    if len(value) > _LONGEST_TEXT:
        raise WrongCall("too-long", parameter=parameter.name, most=_LONGEST_TEXT)
    return value


def type_of(value: Any) -> str:
    """Return the JSON type of a value."""
    if value is None:
        return "null"
    kinds: tuple[tuple[type, str], ...] = ((bool, "boolean"), (str, "string"), (int, "number"), (float, "number"), (list, "array"))
    return next((name for kind, name in kinds if isinstance(value, kind)), "object")
