"""No stated fact is silently ignored: a change of it moves some answer, or `WITHOUT_EFFECT` says why it cannot.

The facts are read from the schemas, so a new key is tested without a change here: if it moves no answer, the test names it.
"""

from __future__ import annotations

import functools
import random
from typing import TYPE_CHECKING

import pytest
from stated_facts.answers import Answers, load, registry
from stated_facts.facts import ABSENT, Fact, alternatives, completed, facts, places, value_at, with_value
from stated_facts.random_catalogs import random_catalog
from stated_facts.without_effect import PAIRED, WITHOUT_EFFECT, reason_for

from tthc_catalog.errors import TthcError
from tthc_catalog.timetable.timetable import Timetable
from tthc_catalog.yaml_files.schemas import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from stated_facts.facts import Place
    from stated_facts.random_catalogs import Files

SEEDS = (11, 12, 13)
"""The seeds of the random catalogs; each fact is tried in these until an answer moves."""

_TRIES = 40
"""The most changes of one fact that are tried."""


@pytest.fixture(autouse=True)
def _no_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the digests of timetables: no answer compared here contains them, and a digest compiles every day of a table."""
    monkeypatch.setattr(Timetable, "digest", "left out")


@functools.cache
def base(seed: int) -> tuple[Files, Answers]:
    """Return a random catalog and its answers."""
    files = random_catalog(random.Random(seed))
    catalog = load(files)
    assert catalog is not None
    return files, Answers(catalog)


def answers(files: Files) -> Answers | None:
    """Return the answers of some files; None if they are reported as faulty."""
    catalog = load(files)
    try:
        return None if catalog is None else Answers(catalog)
    except TthcError:
        return None


def changes(fact: Fact, order: int) -> Iterator[tuple[Files, Answers, Place, Any]]:
    """Yield catalogs with their answers, and a place and a value to change a fact to.

    The changes of one catalog come in a random order: neighbouring places often share the reason why a change moves nothing.
    """
    for step in range(len(SEEDS)):
        files, found = base(SEEDS[(order + step) % len(SEEDS)])
        if places(files, fact):
            yield from ((files, found, place, value) for place, value in _shuffled(files, fact))
            continue
        for stated in completed(files, fact):
            found = answers(stated)
            if found is not None:
                yield from ((stated, found, place, value) for place, value in _shuffled(stated, fact))


def _shuffled(files: Files, fact: Fact) -> list[tuple[Place, Any]]:
    """Return the places of a fact, each with the values to change it to, in a random order that is the same in every run."""
    found = [(place, value) for place in places(files, fact) for value in alternatives(fact, value_at(files, place), files)]
    random.Random(fact.name).shuffle(found)
    return found


def moves(fact: Fact, order: int) -> bool:
    """Whether some change of a fact moves some answer."""
    tried = 0
    for files, found, place, value in changes(fact, order):
        changed = answers(with_value(files, place, value))
        if changed is None:
            continue
        try:
            if changed.moved(found, place[0]):
                return True
        except TthcError:
            continue
        tried += 1
        if tried >= _TRIES:
            return False
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_moves_an_answer_or_has_a_reason(kind: str) -> None:
    """For each fact without a reason in the list, some change moves the deadline, reason, citation, papers or sentences of some dossier."""
    wanted = [fact for fact in facts() if fact.kind == kind and reason_for(fact.name) is None]
    ignored = [fact.name for order, fact in enumerate(wanted) if not moves(fact, order)]
    assert ignored == [], "these facts move no answer: make them decide, or say in without_effect.py why they cannot"


def test_the_listed_facts_move_no_answer() -> None:
    """All listed facts are changed at once, in every place, and no answer moves; so no entry of the list is out of date.

    Facts that cannot be changed alone are left out, since they could be changed together with another one, and so is the statutory policy:
    there is no other one.
    """
    files, found = base(SEEDS[0])
    changed = files
    listed = [f for f in facts() if reason_for(f.name) not in (None, PAIRED) and f.name != "manifest.statutory_policy"]
    for fact in listed:
        changed = _changed_everywhere(changed, fact)
    assert changed != files
    result = answers(changed)
    assert result is not None
    if result.moved(found):
        stale = [fact.name for fact in listed if _moved_alone(files, found, fact)]
        pytest.fail(f"these facts move an answer, so their entry in without_effect.py is wrong: {stale}")


def test_what_cannot_be_changed_alone_moves_no_answer_alone() -> None:
    """Each change of a fact that has a counterpart is reported by the check, or moves no answer."""
    files, found = base(SEEDS[0])
    for fact in facts():
        if reason_for(fact.name) is PAIRED:
            for place in places(files, fact):
                for value in alternatives(fact, value_at(files, place), files):
                    result = answers(with_value(files, place, value))
                    assert result is None or not result.moved(found), (fact.name, place, value)


def _moved_alone(files: Files, found: Answers, fact: Fact) -> bool:
    result = answers(_changed_everywhere(files, fact))
    return result is not None and result.moved(found)


def _changed_everywhere(files: Files, fact: Fact) -> Files:
    """Change a fact wherever it is stated to the first value that is no error."""
    for place in places(files, fact):
        for value in alternatives(fact, value_at(files, place), files):
            changed = with_value(files, place, value)
            if value is not ABSENT and load(changed) is not None:
                files = changed
                break
    return files


def test_the_list_names_existing_facts() -> None:
    """Every entry of the list matches a fact of the schemas that no earlier entry matches."""
    names = [fact.name for fact in facts()]
    assert {pattern for pattern in WITHOUT_EFFECT if not any(reason_for(name) is WITHOUT_EFFECT[pattern] for name in names)} == set()
    assert all(registry().policy_schemas())
