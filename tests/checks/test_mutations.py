"""Thousands of mutated files: each is reported, or loads as a catalog that compares equal or different; none raises an exception."""

from __future__ import annotations

import os
import random
import re
import shutil
import unicodedata
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tthc_catalog._resources import catalog_folder
from tthc_catalog.comparison.fact_changes import compare_catalogs
from tthc_catalog.errors import Severity
from tthc_catalog.loading import check
from tthc_catalog.problems.problem_reports import sarif_log, text_report
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.yaml_files.formatting import format_bytes
from tthc_catalog.yaml_files.yaml_reader import read_bytes

COUNT = 5000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 1000
"""The number of mutations; five thousand take minutes."""
SHARE = 100
"""The number of mutations in one test, so that the tests can run in parallel."""
PROCEDURES = 2

_STRANGE = [
    "\u00a0",
    "\t",
    "\u200b",
    "\u202e",
    "\x00",
    "\u2028",
    "\ufeff",
    "Ð",
    "“",
    "’",
    "#",
    " #",
    ":",
    "- ",
    "&a ",
    "*a",
    "!!str ",
    "'",
    '"',
    "{",
    "]",
]
_VALUES = [
    "15:30", "15h30’", "1.000110", "no", "yes", "on", "null", "~", "true", "400.000", "2023-02-30", "31/12/2023", "-1", "1e3", "[]", "{}",
    "[[[[]]]]", '""', "'", "|", ">-", "0x1F", "9" * 30, "a" * 300, "friday", "${x}", "{0}", "%s", "<<", "=", "2023-09-25", "“x”",
]  # fmt: skip


def _mutate(content: bytes, chance: random.Random) -> tuple[str, bytes]:  # noqa: C901, PLR0912, PLR0915 - one branch per mutation
    """Return the name of a random mutation, and the mutated file."""
    text = content.decode("utf-8")
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    other = chance.randrange(len(lines))
    spot = chance.randrange(len(text))
    name = chance.choice(_MUTATIONS)
    if name == "delete a line":
        del lines[at]
    elif name == "delete lines":
        del lines[at : at + chance.randrange(2, 12)]
    elif name == "double a line":
        lines.insert(at, lines[at])
    elif name == "double a block":
        lines[at:at] = lines[at : at + chance.randrange(2, 12)]
    elif name == "swap lines":
        lines[at], lines[other] = lines[other], lines[at]
    elif name == "move a line":
        lines.insert(other, lines.pop(at))
    elif name == "indent":
        lines[at] = " " * chance.choice([1, 2, 4]) + lines[at]
    elif name == "unindent":
        lines[at] = lines[at][chance.choice([1, 2, 4]) :]
    elif name == "other value":
        lines[at] = re.sub(r"(: |- )\S.*$", lambda match: match[1] + chance.choice(_VALUES), lines[at])
    elif name == "other key":
        lines[at] = re.sub(
            r"[a-z_]+:", lambda match: chance.choice([match[0][1:], match[0].upper(), "x-" + match[0], "khóa:", "1:", "on:"]), lines[at]
        )
    elif name == "unquote":
        lines[at] = lines[at].replace('"', "")
    elif name == "curly quotes":
        lines[at] = lines[at].replace('"', "“", 1).replace('"', "”", 1)
    elif name == "join lines":
        lines[at : at + 2] = ["".join(lines[at : at + 2])]
    elif name == "split a line":
        cut = chance.randrange(len(lines[at]) + 1)
        lines[at : at + 1] = [lines[at][:cut], lines[at][cut:]]
    text = "\n".join(lines)
    if name == "truncate":
        text = text[:spot]
    elif name == "strange sign":
        text = text[:spot] + chance.choice(_STRANGE) + text[spot:]
    elif name == "delete a sign":
        text = text[:spot] + text[spot + 1 :]
    elif name == "digit":
        text = re.sub(r"\d", lambda match: str(chance.randrange(10)) if chance.random() < 0.02 else match[0], text)
    elif name == "decompose":
        text = unicodedata.normalize("NFD", text)
    elif name == "windows":
        text = text.replace("\n", "\r\n")
    mutated = text.encode("utf-8")
    if name == "byte":
        index = chance.randrange(len(mutated))
        mutated = mutated[:index] + bytes([chance.randrange(256)]) + mutated[index + 1 :]
    elif name == "legacy encoding":
        mutated = text.encode("cp1258", "replace")
    elif name == "utf-16":
        mutated = text.encode("utf-16")
    return name, mutated


_MUTATIONS = [
    "delete a line", "delete lines", "double a line", "double a block", "swap lines", "move a line", "indent", "unindent", "other value",
    "other value", "other key", "unquote", "curly quotes", "join lines", "split a line", "truncate", "strange sign", "strange sign",
    "delete a sign", "digit", "decompose", "windows", "byte", "legacy encoding", "utf-16",
]  # fmt: skip


def _small_catalog(target: Path) -> list[Path]:
    """Copy real files with few procedures, so that the catalog can be checked thousands of times."""
    source = catalog_folder()
    kept = sorted(source.glob("*/*/*.yaml"))[:: len(list(source.glob("*/*/*.yaml"))) // PROCEDURES][:PROCEDURES]
    for path in [*source.glob("*.yaml"), *source.glob("models/*.yaml"), *source.glob("calendar/*.yaml"), *kept]:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    manifest = target / "manifest.yaml"
    manifest.write_text(re.sub(r"(procedures|fields): \d+", r"\1: null", manifest.read_text("utf-8")), encoding="utf-8")
    calendar = target / "calendar" / "vietnam.yaml"
    head, *days = calendar.read_text("utf-8").split("\n  - date:")
    head = re.sub(r'(covers_from: )"?[\d-]+"?', r'\1"2025-01-01"', head)
    calendar.write_text(
        "\n  - date:".join([head, *(day for day in days if day.startswith((' "2025', ' "2026', ' "2027')))]) + "\n", encoding="utf-8"
    )
    return sorted(target.rglob("*.yaml"))


def _run(seeds: range) -> Counter[str]:
    """Mutate one file for each seed, check the catalog, and count the outcomes."""
    outcomes: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        files = _small_catalog(Path(folder))
        original, problems = check(folder)
        assert original is not None, problems
        for seed in seeds:
            chance = random.Random(seed)
            path = chance.choice(files)
            before = path.read_bytes()
            name, after = _mutate(before, chance)
            path.write_bytes(after)
            try:
                outcomes[_outcome(folder, path, before, after, original)] += 1
            except Exception as error:
                raise AssertionError(f"seed {seed}: {name} in {path.name}: {error!r}") from error
            finally:
                path.write_bytes(before)
    return outcomes


def _outcome(folder: str, path: Path, before: bytes, after: bytes, original: Catalog) -> str:
    catalog, problems = check(folder)
    report = "\n".join(text_report(problems))
    sarif_log(problems, "0")
    assert "None" not in report.replace("NoneType", "")
    assert all(problem.hint for problem in problems)
    formatted = format_bytes(after, path.name)
    assert formatted.content is not None or formatted.problems, "a readable file could not be formatted"
    if catalog is None:
        assert any(problem.severity is Severity.ERROR for problem in problems)
        return "reported"
    new, old = (read_bytes(content, path.name)[0] for content in (after, before))
    assert new is not None
    assert old is not None
    equal = compare_catalogs(original, catalog).is_empty
    assert equal == (catalog == original)
    assert equal or new.data != old.data
    return "equal" if equal else "different"


@pytest.mark.parametrize("first", range(0, COUNT, SHARE))
def test_thousands_of_mutated_files(first: int) -> None:
    """Every mutation of a real file is reported as a problem, or loads as a catalog whose comparison with the original is correct."""
    outcomes = _run(range(first, first + SHARE))
    assert outcomes.total() == SHARE
    assert outcomes["reported"] > SHARE // 3
    assert min(outcomes["equal"], outcomes["different"]) > SHARE // 100, outcomes
