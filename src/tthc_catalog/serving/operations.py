"""The operations of the service: what each address answers."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from tthc_catalog.decisions.serialisation import brief_dict
from tthc_catalog.messages import text
from tthc_catalog.serving import answers
from tthc_catalog.serving.batches import decide_array, decide_lines, decide_table
from tthc_catalog.serving.calls import ARROW, JSON, NDJSON, TEXT, Answer, Call, Operation, encoded, json_answer
from tthc_catalog.serving.problem_details import STATUSES, WrongCall
from tthc_catalog.serving.questions import Parameter, checked, decided, query_parameters, question, question_parameters, read_json
from tthc_catalog.serving.record_schemas import record_data

if TYPE_CHECKING:
    from tthc_catalog.decisions.decision import Decision
    from tthc_catalog.records.catalog import Catalog
    from tthc_catalog.serving.served_catalogs import Refused, ServedCatalog

BRIEF, FULL = "BriefDecision", "Decision"
"""The names of the schemas of a decision: without and with its explanation and all evidence."""

_MOST_PAPERS = 100
_MOST_DAYS = 1_100
_LONGEST_SEARCH = 100
_YEAR = re.compile(r"[0-9]{4}")


def _parameter(name: str, kind: Any = "text", *, required: bool = False, **schema: Any) -> Parameter:
    described = {"description": text(f"serving.parameter.{name}", "vi"), "x-description-en": text(f"serving.parameter.{name}", "en")}
    return Parameter(name=name, kind=kind, required=required, schema={"type": "string", **schema, **described})


async def decide(call: Call) -> Answer:
    """Decide one dossier."""
    values = await _question(call)
    full = values.pop("detail", call.values.get("detail", "brief")) == "full"
    decision = _decided(call, values)
    return Answer(content=encoded(decision.to_dict()) if full else call.state.brief.encoded(decision))


async def explain(call: Call) -> Answer:
    """Explain the answer for one dossier in the language of the caller."""
    decision = _decided(call, await _question(call))
    explanation = decision.explain(call.lang)
    data = {
        "catalog": _name(call.state.catalog),
        "lang": call.lang,
        "answer": explanation.answer,
        "steps": record_data(explanation.steps),
        "notices": list(explanation.notices),
        "decision": brief_dict(decision),
    }
    return json_answer(data, headers=((b"content-language", call.lang.encode()),))


async def _question(call: Call) -> dict[str, Any]:
    """Return the question in the query of a GET request, or in the body of a POST request."""
    if call.operation.method == "GET":
        return question(call.values)
    call.check_media_type()
    values = read_json(await call.body(call.settings.body_bytes), call.settings)
    if isinstance(values, list):
        batch = f"/v1/catalogs/{call.path['catalog']}/decisions/batch"
        raise WrongCall("wrong-type", parameter="body", expected="object", found="array", suggestions=[batch])
    return question(checked(values, question_parameters()))


def _decided(call: Call, values: dict[str, Any]) -> Decision:
    decision = decided(call.state.engine, values)
    call.decisions += 1
    return decision


async def index(call: Call) -> Answer:
    """Name the catalogs of the service."""
    from tthc_catalog import __version__

    names = tuple(answers.CatalogName(id=id, version=call.catalogs[id].catalog.version) for id in call.catalogs.ids)
    return json_answer(
        record_data(answers.Index(service="tthc-catalog", library_version=__version__, catalogs=names, openapi="/openapi.json"))
    )


async def health(_call: Call) -> Answer:
    """Answer as long as the process runs."""
    return json_answer({"status": "ok"})


async def ready(call: Call) -> Answer:
    """Answer whether every catalog is served, and which changes were refused."""
    states = tuple(_state(served, refused, call.lang) for served, refused, _, _ in call.catalogs.states())
    found = answers.Readiness(ready=call.catalogs.is_ready, catalogs=states)
    return json_answer(record_data(found), status=200 if found.ready else 503, headers=((b"cache-control", b"no-store"),))


def _state(served: ServedCatalog | None, refused: Refused | None, lang: str) -> answers.CatalogState:
    change = None
    if refused is not None:
        change = answers.RefusedChange(since=refused.since, reason=refused.reason[lang], problems=tuple(refused.problems.get(lang, ())))
    if served is None:
        return answers.CatalogState(catalog=None, digest=None, loaded_at=None, refused=change)
    name = answers.CatalogName(id=served.catalog.id, version=served.catalog.version)
    return answers.CatalogState(catalog=name, digest=served.digest, loaded_at=served.loaded_at, refused=change)


async def problem_page(call: Call) -> Answer:
    """Describe a kind of problem."""
    kind = call.path["kind"]
    if kind not in STATUSES:
        from difflib import get_close_matches

        raise WrongCall("unknown-problem", suggestions=get_close_matches(kind[:50], STATUSES))
    page = answers.ProblemPage(type=f"/problems/{kind}", title=text(f"serving.title.{kind}", call.lang), status=STATUSES[kind])
    return json_answer(record_data(page), headers=((b"content-language", call.lang.encode()),))


async def catalogs(call: Call) -> Answer:
    """List the catalogs with their levels, fields and models."""
    return json_answer(record_data(answers.Catalogs(catalogs=tuple(_facts(call.catalogs[id]) for id in call.catalogs.ids))))


async def catalog_facts(call: Call) -> Answer:
    """Describe one catalog."""
    return json_answer(record_data(_facts(call.state)))


def _facts(served: ServedCatalog) -> answers.CatalogFacts:
    catalog, manifest = served.catalog, served.catalog.manifest
    return answers.CatalogFacts(
        id=catalog.id,
        version=catalog.version,
        title=manifest.title,
        title_en=manifest.title_en,
        digest=served.digest,
        loaded_at=served.loaded_at,
        procedures=len(catalog.procedures),
        decided_through=served.engine.calendar.decided_through,
        levels=tuple(
            answers.LevelSummary(
                id=b.level, title=b.title, title_en=b.title_en, default_office=b.default_office, models=tuple(b.commitments)
            )
            for b in manifest.levels
        ),
        fields=tuple(answers.FieldSummary(id=f.id, name=f.name, name_en=f.name_en) for f in manifest.fields),
        models=tuple(
            answers.ModelSummary(id=m.id, title=m.title, title_en=m.title_en, strength=m.strength) for m in catalog.models.values()
        ),
    )


def offices(call: Call) -> Answer:
    """List the desks."""
    catalog = call.state.catalog
    _refuse_unknown_level(catalog, call.values.get("level"))
    found = tuple(
        answers.OfficeSummary(id=o.id, name=o.name, name_en=o.name_en, level=o.level, period=o.period, channels=o.channels)
        for o in catalog.offices.values()
        if call.values.get("level") in (None, o.level)
    )
    return json_answer({"catalog": _name(catalog), "offices": record_data(found)})


def procedures(call: Call) -> Answer:
    """List procedures, or search them by words or by the beginning of a code."""
    from tthc_catalog.records.procedure_list import ProcedureRow, choose_procedures

    catalog, values = call.state.catalog, call.values
    level, field, on = values.get("level"), values.get("field"), values.get("on")
    _refuse_unknown_level(catalog, level)
    words = values.get("q", "")
    if len(words) > _LONGEST_SEARCH:
        raise WrongCall("too-long", parameter="q", most=_LONGEST_SEARCH)
    fields = tuple(known.id for known in catalog.manifest.fields)
    if field is not None and field not in fields:
        raise WrongCall("wrong-value", parameter="field", suggestions=fields)
    chosen, similar = choose_procedures(catalog, words=words, level=level, field=field, on=on)
    rows = [record_data(ProcedureRow.of(procedure, on)) for procedure in chosen]
    return json_answer({"catalog": _name(catalog), "on": on and on.isoformat(), "similar": similar, "procedures": rows})


def procedure(call: Call) -> Answer:
    """Return all facts about a procedure."""
    catalog, on = call.state.catalog, call.values.get("on")
    found = catalog.procedure(call.path["code"], level=call.values.get("level"), on=on)
    data = record_data(found)
    if on is not None:
        data["editions"] = [record_data(found.edition_on(on))]
    return json_answer({"catalog": _name(catalog), "procedure": data})


def calendar(call: Call) -> Answer:
    """Return the days off, the worked rest days and the model days of a year."""
    from tthc_catalog.timetable.calendar_year import calendar_data, calendar_year

    year = call.path["year"]
    if not _YEAR.fullmatch(year) or year == "0000":
        raise WrongCall("wrong-value", parameter="year", suggestions=[str(dt.date.today().year)])  # noqa: DTZ011 - an example
    catalog = call.state.catalog
    data = calendar_data(catalog, calendar_year(catalog, int(year), call.state.registry))
    return json_answer({"closures": [], **data})


def model_days(call: Call) -> Answer:
    """Return the model days of each desk between two dates, and the days that were lost."""
    from tthc_catalog.publication.content.office_days import office_days, office_days_data
    from tthc_catalog.publication.content.stamp import stamp_of

    start, last = call.values["from"], call.values["to"]
    if last < start or (last - start).days > _MOST_DAYS:
        raise WrongCall("period-order", parameter="to", most=_MOST_DAYS)
    catalog = call.state.catalog
    until = last + dt.timedelta(days=1)
    found = office_days(catalog, call.state.registry, start=start, until=until, offices=call.values.get("office"))
    data = office_days_data(found, stamp_of(catalog, start), start=start, last=last)
    del data["stamp"]
    for office in data["offices"]:
        office["days"] = [{**{key: value for key, value in day.items() if key != "held"}, "applies": day["held"]} for day in office["days"]]
    return json_answer(data)


async def verify(call: Call) -> Answer:
    """Derive old answers again, and say of each whether it is what the catalog promised."""
    call.check_media_type()
    papers = read_json(await call.body(call.settings.batch_bytes), call.settings)
    papers = papers if isinstance(papers, list) else [papers]
    if len(papers) > _MOST_PAPERS:
        raise WrongCall("too-many-rows", most=_MOST_PAPERS)
    return await call.in_thread(_verdicts, call, papers)


def _verdicts(call: Call, papers: list[Any]) -> Answer:
    from tthc_catalog.releases.commands.verify import verdict_data
    from tthc_catalog.releases.papers import from_decision

    verifier = call.state.verifier
    verdicts = []
    for number, paper in enumerate(papers, 1):
        call.check_time()
        verdicts.append(verdict_data(verifier.verify(from_decision(paper, f"#{number}"))))
    call.decisions += len(verdicts)
    return json_answer({"catalog": _name(call.state.catalog), "verdicts": verdicts})


def releases(call: Call) -> Answer:
    """List the releases of the catalog."""
    found = tuple(
        answers.ReleaseSummary(
            version=r.version,
            day=r.day,
            digest=r.digest,
            content=r.content_digest,
            previous=None if r.previous is None else r.previous[0],
            timetables=len(r.timetables),
            library_version=r.library_version,
        )
        for r in call.state.verifier.releases
    )
    return json_answer({"catalog": _name(call.state.catalog), "releases": record_data(found)})


def _name(catalog: Catalog) -> dict[str, str]:
    return {"id": catalog.id, "version": catalog.version}


def _refuse_unknown_level(catalog: Catalog, level: str | None) -> None:
    levels = tuple(binding.level for binding in catalog.manifest.levels)
    if level is not None and level not in levels:
        raise WrongCall("wrong-value", parameter="level", suggestions=levels)


async def _not_here(_call: Call) -> Answer:
    raise AssertionError  # the application answers this operation


def operations() -> tuple[Operation, ...]:
    """Return every operation, the most frequent ones first."""
    about = query_parameters()
    detail = _parameter("detail", enum=["brief", "full"], default="brief")
    level, on = _parameter("level"), _parameter("on", "day", format="date")
    of = "/v1/catalogs/{catalog}"
    about_dossier = (
        *("missing-parameter", "unknown-parameter", "repeated-parameter", "wrong-type", "wrong-value", "too-long", "conditions-alone"),
        *("unknown-procedure", "ambiguous-procedure", "unknown-case", "unknown-office", "unknown-component", "unknown-channel"),
        *("invalid-instant", "invalid-history", "out-of-horizon", "provisional-refused"),
    )
    about_body = ("malformed-json", "missing-body", "too-deep", "body-too-large", "unsupported-media-type", "unsupported-encoding")
    of_year = ("wrong-value", "out-of-horizon")
    return (
        Operation(
            id="decide",
            method="POST",
            path=f"{of}/decisions",
            handler=decide,
            answer=FULL,
            parameters={"detail": detail},
            body={JSON: "Question"},
            kinds=(*about_body, *about_dossier),
        ),
        Operation(
            id="getDecision",
            method="GET",
            path=f"{of}/decisions",
            handler=decide,
            answer=FULL,
            parameters={**about, "detail": detail},
            kinds=about_dossier,
            by_catalog=True,
        ),
        Operation(
            id="decideMany",
            method="POST",
            path=f"{of}/decisions/batch",
            handler=decide_array,
            answer=list[answers.BatchRow],
            body={JSON: ["Question"]},
            kinds=(*about_body, "too-many-rows", "wrong-type", "time-limit"),
        ),
        Operation(
            id="decideStream",
            method="POST",
            path=f"{of}/decisions/stream",
            handler=decide_lines,
            answer=answers.BatchRow,
            body={NDJSON: "Question"},
            media_types=(NDJSON,),
            kinds=("unsupported-media-type", "unsupported-encoding"),
        ),
        Operation(
            id="decideTable",
            method="POST",
            path=f"{of}/decisions/table",
            handler=decide_table,
            answer=None,
            body={ARROW: None},
            media_types=(ARROW,),
            kinds=(
                *("malformed-arrow", "body-too-large", "too-many-rows", "unsupported-media-type", "unsupported-encoding"),
                *("missing-parameter", "unknown-parameter", "repeated-parameter", "wrong-type"),
            ),
        ),
        Operation(
            id="explain",
            method="POST",
            path=f"{of}/explanations",
            handler=explain,
            answer=answers.ExplanationAnswer,
            body={JSON: "Question"},
            kinds=(*about_body, *about_dossier),
        ),
        Operation(
            id="getExplanation",
            method="GET",
            path=f"{of}/explanations",
            handler=explain,
            answer=answers.ExplanationAnswer,
            parameters=about,
            kinds=about_dossier,
            by_catalog=True,
        ),
        Operation(
            id="listProcedures",
            method="GET",
            path=f"{of}/procedures",
            handler=procedures,
            answer=answers.Procedures,
            parameters={"q": _parameter("q"), "level": level, "field": _parameter("field"), "on": on},
            kinds=("wrong-value", "too-long"),
            threaded=True,
            by_catalog=True,
        ),
        Operation(
            id="getProcedure",
            method="GET",
            path=f"{of}/procedures/{{code}}",
            handler=procedure,
            answer=answers.ProcedureAnswer,
            parameters={"level": level, "on": on},
            kinds=("unknown-procedure", "ambiguous-procedure", "not-in-force"),
            threaded=True,
            by_catalog=True,
        ),
        Operation(
            id="listOffices",
            method="GET",
            path=f"{of}/offices",
            handler=offices,
            answer=answers.Offices,
            parameters={"level": level},
            kinds=("wrong-value",),
            threaded=True,
            by_catalog=True,
        ),
        Operation(
            id="getCalendar",
            method="GET",
            path=f"{of}/calendar/{{year}}",
            handler=calendar,
            answer=answers.CalendarYear,
            kinds=of_year,
            threaded=True,
            by_catalog=True,
        ),
        Operation(
            id="listModelDays",
            method="GET",
            path=f"{of}/model-days",
            handler=model_days,
            answer=answers.ModelDays,
            parameters={
                "from": _parameter("from", "day", required=True, format="date"),
                "to": _parameter("to", "day", required=True, format="date"),
                "office": _parameter("office", "texts", type="array", items={"type": "string"}),
            },
            kinds=("missing-parameter", "period-order", "unknown-office", *of_year),
            threaded=True,
            by_catalog=True,
        ),
        Operation(
            id="verify",
            method="POST",
            path=f"{of}/verifications",
            handler=verify,
            answer=answers.Verdicts,
            body={JSON: [FULL]},
            kinds=(*about_body, "too-many-rows", "release-error", "time-limit"),
        ),
        Operation(
            id="listReleases",
            method="GET",
            path=f"{of}/releases",
            handler=releases,
            answer=answers.Releases,
            kinds=("release-error",),
            threaded=True,
            by_catalog=True,
        ),
        Operation(id="getCatalog", method="GET", path=of, handler=catalog_facts, answer=answers.CatalogFacts),
        Operation(id="listCatalogs", method="GET", path="/v1/catalogs", handler=catalogs, answer=answers.Catalogs),
        Operation(
            id="getProblem",
            method="GET",
            path="/problems/{kind}",
            handler=problem_page,
            answer=answers.ProblemPage,
            kinds=("unknown-problem",),
        ),
        Operation(id="getIndex", method="GET", path="/", handler=index, answer=answers.Index),
        Operation(id="getHealth", method="GET", path="/health", handler=health, answer=answers.Health),
        Operation(id="getReadiness", method="GET", path="/ready", handler=ready, answer=answers.Readiness),
        Operation(id="getMetrics", method="GET", path="/metrics", handler=_not_here, answer=None, media_types=(TEXT,)),
        Operation(id="getOpenapi", method="GET", path="/openapi.json", handler=_not_here, answer="Anything"),
    )
