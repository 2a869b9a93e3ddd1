"""Write data as YAML in random styles: key order, indentation, quotes, and comments wherever YAML allows them."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import Any

_PLAIN = re.compile(r"[A-Za-zÀ-ỹĐđ0-9][A-Za-zÀ-ỹĐđ0-9 .,;()/“”%+:-]*").fullmatch
_RESOLVED = re.compile(r"null|true|false|-?(?:0|[1-9][0-9]{0,17})").fullmatch


class Scrambler:
    """Writes one document in a random style; its comments are collected in ``comments``."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.comments: list[str] = []
        self.step = self.random.choice([1, 2, 2, 3, 4, 6])
        self.gap = self.random.choice([" ", " ", "  ", "\t", "     "])
        self.chatty = self.random.choice([0.0, 0.05, 0.3])
        self.shuffle = self.random.random() < 0.8
        self.after_block = False
        self.flow = self.random.choice([0.0, 0.1, 0.4])
        self.flush_lists = self.random.random() < 0.4

    def write(self, data: dict[str, Any]) -> bytes:
        """Return the document as bytes, possibly with a byte-order mark, Windows line ends or decomposed letters."""
        head = self.random.choice(["", "", "---\n", "# yaml-language-server: $schema=x.json\n# đầu tệp\n\n", "\n\n# một mình\n---\n"])
        self.comments += re.findall(r"#.*", head)
        lines = self._mapping(data, 0)
        text = head + "\n".join(lines) + self.random.choice(["\n", "\n\n\n", "\n# cuối\n", "\n...\n"])
        self.comments += ["# cuối"] * text.endswith("# cuối\n")
        if self.random.random() < 0.3:
            text = unicodedata.normalize("NFD", text)
        if self.random.random() < 0.3:
            text = text.replace("\n", "\r\n")
        return (b"\xef\xbb\xbf" if self.random.random() < 0.1 else b"") + text.encode("utf-8")

    def _comment(self) -> str:
        comment = f"#{self.random.choice([' ', '', '# '])}ghi chú {len(self.comments)}: “x” - [a] {{b}} # c"
        self.comments.append(comment)
        return comment

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _above(self, indent: int) -> list[str]:
        lines: list[str] = []
        while self._chance(self.chatty):
            lines += [
                ""
                if self._chance(0.3)
                else " " * self.random.choice([indent, indent, 0, indent + 3 * (not self.after_block)]) + self._comment()
            ]
        return lines

    def _after(self, *, value: bool = True) -> str:
        """Return the rest of a line: spaces or a comment, or a tab if a value precedes it, since the parser would read it as indentation otherwise."""
        if self._chance(self.chatty):
            return self.random.choice(["  ", " ", "\t" if value else "   "]) + self._comment()
        return self.random.choice(["", "", " ", "\t" if value else "  "])

    def _mapping(self, data: dict[str, Any], indent: int) -> list[str]:
        lines: list[str] = []
        items = list(data.items())
        if self.shuffle:
            self.random.shuffle(items)
        for key, value in items:
            lines += self._above(indent)
            name = self._key(key)
            if self._chance(0.03):
                lines += [f"{' ' * indent}? {name}"]
                lines += self._value(value, indent, " " * indent + ":")
            else:
                lines += self._value(value, indent, f"{' ' * indent}{name}:")
        return lines

    def _list(self, data: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for value in data:
            lines += self._above(indent)
            if isinstance(value, dict) and value and not self._chance(self.flow) and self._chance(0.8):
                nested = self._mapping(value, indent + 2)
                while nested[0].lstrip().startswith("#") or not nested[0]:
                    lines += [(" " * indent + nested.pop(0).strip()).rstrip()]
                lines += [" " * indent + "- " + nested[0][indent + 2 :], *nested[1:]]
            else:
                lines += self._value(value, indent, " " * indent + "-")
        return lines

    def _value(self, value: Any, indent: int, start: str) -> list[str]:
        if isinstance(value, dict | list) and value:
            if self._chance(self.flow) or (start.endswith("-") and isinstance(value, list) and self._chance(0.5)):
                return self._flow_lines(value, indent, start)
            inner = indent + self.step
            if isinstance(value, list):
                if self.flush_lists and not start.endswith("-"):
                    inner = indent
                return [start + self._after(value=False), *self._list(value, inner)]
            return [start + self._after(value=False), *self._mapping(value, inner)]
        if isinstance(value, str):
            lines = self._text(value, indent)
        elif value is None and self._chance(0.2):
            return [start + self._after(value=False)]
        else:
            lines = [self._other(value)]
        if len(lines) == 1 and self._chance(0.05):
            return [start + self._after(value=False), *self._above(indent + 1), " " * (indent + 1) + lines[0] + self._after()]
        self.after_block = block = lines[0][:1] in "|>" and len(lines) > 1
        last = lines[-1] if block else lines[-1] + self._after()
        gap = self.gap if start[-1] == ":" and start.strip() != ":" else " "
        return [start + gap + lines[0], *lines[1:-1], last] if len(lines) > 1 else [start + gap + last]

    def _key(self, key: str) -> str:
        return self.random.choice([key, f'"{key}"', f"'{key}'"]) if _PLAIN(key) and ": " not in key else _double(key)

    @staticmethod
    def _other(value: Any) -> str:
        if value is None:
            return "null"
        return (
            {True: "true", False: "false"}[value]
            if isinstance(value, bool)
            else (str(value) if not isinstance(value, dict | list) else ("{ }" if value == {} else "[ ]"))
        )

    def _text(self, value: str, indent: int) -> list[str]:  # noqa: C901, PLR0912 - a branch for each style of YAML
        """Return the lines of a text in a random style that can represent it."""
        plain = bool(_PLAIN(value)) and not _RESOLVED(value) and ": " not in value and not value.endswith((" ", ":"))
        simple = "\n" not in value and "\t" not in value and value == value.strip() and "  " not in value and value
        styles = ["double"]
        if plain:
            styles += ["plain"] * 4
        if "\n" not in value:
            styles += ["single"]
        if simple:
            styles += ["folded", "literal", "indented"]
            if " " in value:
                styles += ["double-lines", "single-lines"] + (["plain-lines"] if plain else [])
        elif (
            value.endswith("\n")
            and value.strip("\n")
            and not value.startswith((" ", "\n"))
            and "\t" not in value
            and not value.endswith("\n\n")
        ):
            styles += ["keep"]
        style = self.random.choice(styles)
        inner = " " * (indent + self.random.choice([1, 2, 4]))
        if style == "plain":
            return [value]
        if style == "single":
            return ["'" + value.replace("'", "''") + "'"]
        if style == "double":
            return [_double(value)]
        if style in {"folded", "literal"}:
            mark = (">" if style == "folded" else "|") + "-"
            return [mark + ("  " + self._comment() if self._chance(self.chatty) else ""), inner + value]
        if style == "indented":
            return [f"|{self.step}-", " " * (indent + self.step) + value]
        if style == "keep":
            return ["|", *(inner + line if line else "" for line in value[:-1].split("\n"))]
        words = value.split(" ")
        middle = self.random.randrange(1, len(words))
        first, second = " ".join(words[:middle]), " ".join(words[middle:])
        if style == "plain-lines":
            return [first, inner + second] if not second.startswith(("-", "#", ":")) else [value]
        if style == "single-lines":
            return ["'" + first.replace("'", "''"), inner + second.replace("'", "''") + "'"]
        return [_double(first)[:-1], inner + _double(second)[1:]]

    def _flow_lines(self, value: Any, indent: int, start: str) -> list[str]:
        if self._chance(0.5):
            return [f"{start} {self._flow(value)}" + self._after()]
        pieces = (
            [self._flow(item) for item in value]
            if isinstance(value, list)
            else [f"{self._flow_key(k)}: {self._flow(v)}" for k, v in value.items()]
        )
        opening, closing = "[]" if isinstance(value, list) else "{}"
        lines = [f"{start} {opening}" + (" " + self._comment() if self._chance(self.chatty) else "")]
        for piece in pieces:
            lines += [" " * (indent + 1) + piece + "," + ("\t" + self._comment() if self._chance(self.chatty) else "")]
        return [*lines, " " * (indent + 1) + closing + self._after()]

    def _flow_key(self, key: str) -> str:
        return key if re.fullmatch(r"[a-z_]+", key) else _double(key)

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._flow_key(k)}: {self._flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._flow(item) for item in value) + "]"
        if isinstance(value, str):
            if re.fullmatch(r"[A-Za-zÀ-ỹ][A-Za-zÀ-ỹ0-9 .-]*", value) and not _RESOLVED(value) and value == value.strip():
                return value
            return _double(value)
        return self._other(value)


def _double(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
