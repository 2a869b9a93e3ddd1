"""No stated fact is silently ignored: a change of it moves some answer, or `WITHOUT_EFFECT` says why it cannot.

The facts are read from the schemas, so a new key is tested without a change here: if it moves no answer, the test names it.

After many facts were added, write `moving_changes.json` again, which only saves time: ``python tests/stated_facts/test_stated_facts.py --write``.
"""

from __future__ import annotations

import functools
import itertools
import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from stated_facts.answers import Answers, load, registry
from stated_facts.facts import ABSENT, Fact, alternatives, completed, facts, places, value_at, with_value
from stated_facts.random_catalogs import random_catalog
from stated_facts.without_effect import PAIRED, WITHOUT_EFFECT, reason_for

from tthc_catalog.decisions import answer_digest
from tthc_catalog.errors import TthcError
from tthc_catalog.timetable.timetable import Timetable
from tthc_catalog.yaml_files.schemas import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from stated_facts.facts import Place
    from stated_facts.random_catalogs import Files

    Change = tuple[Files, Answers, Place, Any]
    """The files of a catalog, its answers, and the place and the new value of a fact."""

SEEDS = (11, 12, 13)
"""The seeds of the random catalogs; each fact is tried in these until an answer moves."""

_QUICK_TRIES, _TRIES = 6, 80
"""The most changes of one fact that are tried with a quick comparison, and then with a full one."""

MOVING_CHANGES_FILE = Path(__file__).with_name("moving_changes.json")
MOVING_CHANGES: dict[str, int] = json.loads(MOVING_CHANGES_FILE.read_text(encoding="utf-8"))
"""For each fact, the number of a change that moved an answer when the file was written; where it is out of date, the search starts from the beginning."""


@pytest.fixture(autouse=True)
def _no_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the digests of timetables and answers: no answer compared here contains them, and they take most of the time."""
    monkeypatch.setattr(Timetable, "digest", "left out")
    monkeypatch.setattr(answer_digest, "answer_digest", lambda _decision: "left out")


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


def changes(fact: Fact, order: int) -> Iterator[Change]:
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


def moving_change(fact: Fact, order: int) -> int | None:
    """Return the number of a change of a fact that moves some answer; None if no change does.

    The change that moved one at the last writing is tried first, then a few with a quick comparison, as most facts need no other.
    """
    last = MOVING_CHANGES.get(fact.name)
    return next(
        (
            number
            for start, stop, quick in ((last, None if last is None else last + 1, True), (0, _QUICK_TRIES, True), (0, _TRIES, False))
            if start is not None
            for number, change in enumerate(itertools.islice(changes(fact, order), start, stop), start)
            if _moves(change, quick=quick)
        ),
        None,
    )


def _moves(change: Change, *, quick: bool) -> bool:
    files, found, place, value = change
    changed = answers(with_value(files, place, value))
    try:
        return changed is not None and changed.moved(found, place[0], quick=quick)
    except TthcError:
        return False


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_moves_an_answer_or_has_a_reason(kind: str) -> None:
    """For each fact without a reason in the list, some change moves the deadline, reason, citation, papers or sentences of some dossier."""
    wanted = [fact for fact in facts() if fact.kind == kind and reason_for(fact.name) is None]
    ignored = [fact.name for order, fact in enumerate(wanted) if moving_change(fact, order) is None]
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
    found = {
        place: [value for value in alternatives(fact, value_at(files, place), files) if value is not ABSENT]
        for place in places(files, fact)
    }
    at_once = files
    for place, values in found.items():
        at_once = with_value(at_once, place, values[0]) if values else at_once
    if load(at_once) is not None:
        return at_once
    for place, values in found.items():
        files = next((changed for value in values if load(changed := with_value(files, place, value)) is not None), files)
    return files


def test_the_list_names_existing_facts() -> None:
    """Every entry of the list matches a fact of the schemas that no earlier entry matches."""
    names = [fact.name for fact in facts()]
    assert {pattern for pattern in WITHOUT_EFFECT if not any(reason_for(name) is WITHOUT_EFFECT[pattern] for name in names)} == set()
    assert all(registry().policy_schemas())


def main() -> None:
    """Write the file of moving changes."""
    Timetable.digest = "left out"  # type: ignore[assignment]
    answer_digest.answer_digest = lambda _decision: "left out"
    found: dict[str, int] = {}
    for kind in KINDS:
        wanted = [fact for fact in facts() if fact.kind == kind and reason_for(fact.name) is None]
        found |= {fact.name: number for order, fact in enumerate(wanted) if (number := moving_change(fact, order)) is not None}
    MOVING_CHANGES_FILE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__" and "--write" in sys.argv:
    main()
