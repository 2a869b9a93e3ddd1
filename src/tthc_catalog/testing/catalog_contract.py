"""The contract of a catalog that travels in a package, one test for each clause."""

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
    """Subclass with ``spec``, and pytest runs every clause.

    Attributes:
        spec: the catalog under test.
    """

    spec: ClassVar[CatalogSpec]

    def catalog(self) -> Catalog:
        """The catalog, loaded anew."""
        return load_catalog(self.spec.folder)

    def test_no_problem_is_left(self) -> None:
        """``tthc check`` finds neither an error nor a warning."""
        from tthc_catalog.problems.problem_text import render

        _, problems = check(self.spec.folder)
        told = [render(problem, "en") for problem in problems if problem.severity is not Severity.INFO]
        assert not told, "\n".join(told)

    def test_id_is_the_manifest_s(self) -> None:
        """The id that finds the package is the one its manifest states."""
        assert self.spec.id == self.catalog().id, f"the manifest states the id {self.catalog().id!r}"

    def test_titles(self) -> None:
        """It can be shown in both languages."""
        for name in ("title", "title_en"):
            assert str(getattr(self.spec, name)).strip(), f"the spec has no {name}"

    def test_installed_under_its_id(self) -> None:
        """Once the package is installed, ``--catalog ID`` leads to this folder."""
        assert Registry().catalog(self.spec.id, requested_by="the contract").folder == self.spec.folder, "the id leads elsewhere"

    def test_every_model_has_a_day(self) -> None:
        """Every commitment holds on some day the calendar answers for; one that never does was mistyped."""
        from tthc_catalog.timetable.compiler import Compiler
        from tthc_catalog.timetable.model_days import model_days

        catalog, registry = self.catalog(), Registry()
        compiler = Compiler(catalog, registry)
        first, until = compiler.calendar.covers
        for binding in catalog.manifest.levels:
            schedule = compiler.schedule(catalog.offices[binding.default_office])
            for name in binding.commitments:
                days = (model_days(catalog.models[name], schedule, registry, year) for year in range(first.year, until.year))
                assert any(day.held for day in itertools.chain.from_iterable(days)), f"{name} never holds"

    def test_every_timetable_compiles(self) -> None:
        """Every procedure in every case has an answer for every instant, and none is due before it came in."""
        for timetable in Engine(self.catalog()).timetables():
            for row in timetable.breakpoints():
                in_order = row.answer.due_at is None or row.starts_at <= row.answer.due_at
                assert in_order, f"{timetable.code}: due before its receipt at {timetable.schedule.to_local(row.starts_at)}"

    def test_every_reason_is_cited(self) -> None:
        """Each step of an explanation says where its rule is written, on every kind of day of the last decided fortnight."""
        engine = Engine(self.catalog())
        last = engine.calendar.decided_through
        for procedure, back, hour in itertools.product(engine.catalog.procedures, range(14), (10, 16)):
            moment = dt.datetime.combine(last - dt.timedelta(days=back), dt.time(hour))
            steps = engine.decide(procedure.code, level=procedure.level, received_at=moment).explain("en").steps
            bare = [step.rule for step in steps if not step.citations]
            assert not bare, f"{procedure.code} on {moment:%Y-%m-%d}: nothing is cited for {', '.join(bare)}; state it in conventions"

    def test_engine_pickles(self) -> None:
        """An engine sent to another process gives the same digests."""
        engine = Engine(self.catalog())
        copy: Engine = pickle.loads(pickle.dumps(engine))  # noqa: S301 - what was just pickled here
        same = [t.digest for t in copy.timetables()] == [t.digest for t in engine.timetables()]
        assert same, "a pickled engine answers by other tables"
