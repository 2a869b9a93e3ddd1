"""The contract of a catalog contained in a package, with one test for each clause."""

from __future__ import annotations

import datetime as dt
import itertools
import pickle
from typing import TYPE_CHECKING, ClassVar

from tthc_catalog.engine import Engine
from tthc_catalog.errors import Severity
from tthc_catalog.extension.specs import CatalogSpec
from tthc_catalog.loading import check, load_catalog
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from tthc_catalog.records.catalog import Catalog


class CatalogContract:
    """The tests of a catalog. Set ``spec`` in a subclass, and pytest runs them.

    Attributes:
        spec: the catalog under test.
    """

    spec: ClassVar[CatalogSpec]

    def catalog(self) -> Catalog:
        """Load the catalog."""
        return load_catalog(self.spec.folder)

    def test_no_problem_is_left(self) -> None:
        """``tthc check`` reports no errors and no warnings."""
        from tthc_catalog.problems.problem_text import render

        _, problems = check(self.spec.folder)
        messages = [render(problem, "en") for problem in problems if problem.severity is not Severity.INFO]
        assert not messages, "\n".join(messages)

    def test_id_is_the_manifest_s(self) -> None:
        """The id of the spec is the id in the manifest."""
        assert self.spec.id == self.catalog().id, f"the manifest states the id {self.catalog().id!r}"

    def test_titles(self) -> None:
        """The spec has a title in both languages."""
        for name in ("title", "title_en"):
            assert str(getattr(self.spec, name)).strip(), f"the spec has no {name}"

    def test_installed_under_its_id(self) -> None:
        """If the package is installed, ``--catalog ID`` finds this folder."""
        assert Registry().catalog(self.spec.id, requested_by="the contract").folder == self.spec.folder, "the id leads elsewhere"

    def test_every_model_has_a_day(self) -> None:
        """Every commitment applies on some covered day; one that never applies is probably a typing error."""
        from tthc_catalog.timetable.compiler import Compiler
        from tthc_catalog.timetable.model_days import model_days

        catalog, registry = self.catalog(), Registry()
        compiler = Compiler(catalog, registry)
        first, until = compiler.calendar.covers
        for binding in catalog.manifest.levels:
            desk = compiler.desk(None, binding.level)
            for name in binding.commitments:
                days = (model_days(catalog.models[name], desk, registry, year) for year in range(first.year, until.year))
                assert any(day.applies for day in itertools.chain.from_iterable(days)), f"{name} never holds"

    def test_every_timetable_compiles(self) -> None:
        """Every procedure has a timetable in every case, and no result is due before its receipt."""
        for timetable in Engine(self.catalog()).timetables():
            for row in timetable.breakpoints():
                in_order = row.answer.due_at is None or row.starts_at <= row.answer.due_at
                assert in_order, f"{timetable.code}: due before its receipt at {timetable.schedule.to_local(row.starts_at)}"

    def test_every_reason_is_cited(self) -> None:
        """Every step of an explanation has a citation, on each day of the last decided fortnight."""
        engine = Engine(self.catalog())
        last = engine.calendar.decided_through
        for procedure, back, hour in itertools.product(engine.catalog.procedures, range(14), (10, 16)):
            moment = dt.datetime.combine(last - dt.timedelta(days=back), dt.time(hour))
            steps = engine.decide(procedure.code, level=procedure.level, received_at=moment).explain("en").steps
            bare = [step.rule for step in steps if not step.citations]
            assert not bare, f"{procedure.code} on {moment:%Y-%m-%d}: nothing is cited for {', '.join(bare)}; state it in conventions"

    def test_engine_pickles(self) -> None:
        """A pickled engine has timetables with the same digests."""
        engine = Engine(self.catalog())
        copy: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 - the bytes were pickled just here
        same = [t.digest for t in copy.timetables()] == [t.digest for t in engine.timetables()]
        assert same, "a pickled engine answers by other tables"
