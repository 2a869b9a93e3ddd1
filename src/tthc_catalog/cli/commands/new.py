"""``tthc new``: create a catalog for another place, or add a procedure or another entry to one. Values come from options or from prompts on a terminal."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tthc_catalog.cli import questions
from tthc_catalog.cli.plugin_commands import CommandGroup, plugin_commands
from tthc_catalog.console.command import (
    Choice,
    Day,
    argument,
    catalog_option,
    colour_option,
    command,
    format_option,
    help_option,
    lang_of,
    language_option,
    option,
)
from tthc_catalog.console.settings import Settings
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text
from tthc_catalog.value_formats import WEEKDAYS, is_code, is_slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tthc_catalog.errors import Problem

LEVELS = ("commune", "district", "province")
"""Levels a new catalog can start with; users add others in its manifest."""


OUTSIDE_HOURS = ("as_recorded", "next_opening")
"""How a dossier received outside opening hours counts."""


COMMANDS = {
    "edition": ("new_edition", "add_edition"),
    "case": ("new_edition", "add_case"),
    "office": ("new_office", "add_office"),
    "closure": ("new_office", "add_closure"),
    "document": ("new_document", "add_document"),
    "model": ("new_document", "add_model"),
    "day": ("new_day", "add_day"),
    "roster": ("new_roster", "add_roster"),
}
"""Name of each command that edits files -> its module in `tthc_catalog.cli.commands` and its function."""


class Group(CommandGroup):
    """The group ``tthc new``."""

    plugin_group = "new"

    def own_names(self) -> list[str]:
        """Return the names of the core commands."""
        return [*self.commands, *COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name, or None."""
        if cmd_name in COMMANDS:
            module, function = COMMANDS[cmd_name]
            core: click.Command = getattr(import_module(f"tthc_catalog.cli.commands.{module}"), function)
            return core
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        spec = plugin_commands(group="new").get(cmd_name)
        return None if spec is None else spec.load()

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Look up the command; list the known names for an unknown one."""
        if not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            known = ", ".join(self.list_commands(ctx))
            raise click.UsageError(text("cli.error.no_such_command", lang_of(ctx), name=args[0], commands=known), ctx)
        return super().resolve_command(ctx, args)


@click.group("new", cls=Group, help="cli.new.help", add_help_option=False, no_args_is_help=False, invoke_without_command=True)
@click.pass_context
def new(ctx: click.Context) -> None:
    """Without a command, raise an error that lists the commands."""
    if ctx.invoked_subcommand is None:
        raise click.UsageError(text("new.which", lang_of(ctx), commands=", ".join(new.list_commands(ctx))), ctx)


new.params += [language_option(), colour_option(), help_option()]


def _add(added: click.Command) -> click.Command:
    new.add_command(added)
    return added


@_add
@command("district")
@argument("folder", metavar="DIR", help="new.argument.folder")
@option("--name", help="new.option.name")
@option("--id", "id", metavar="ID", help="new.option.id")
@option("--level", "levels", type=Choice(LEVELS), multiple=True, help="new.option.level")
@option("--hours", metavar='"HH:MM-HH:MM, ..."', help="new.option.hours")
@option("--model", metavar="TEXT", help="new.option.model")
@option("--weekday", "weekdays", type=Choice(WEEKDAYS), multiple=True, help="new.option.weekday")
@option("--cutoff", metavar="HH:MM", help="new.option.cutoff")
@option("--before", "return_before", metavar="HH:MM", help="new.option.before")
@option("--outside-hours", "outside_hours", type=Choice(OUTSIDE_HOURS), help="new.option.outside_hours")
@option("--outside-hours-law", "outside_hours_law", type=Choice(OUTSIDE_HOURS), help="new.option.outside_hours_law")
@option("--from", "start", type=Day(), help="new.option.from")
@option("--copy-from", "source", metavar="packaged|DIR|ID", help="new.option.copy_from")
@option("--fields", metavar="LIST", help="new.option.fields")
@option("--on", "today", type=Day(), help="new.option.on")
@format_option
def start_catalog(
    *, folder: str, source: str | None, fields: str | None, today: dt.date | None, form: str, lang: str, **given: Any
) -> Reply:
    """Create a catalog for another place."""
    from tthc_catalog.atomic_files import write_folder
    from tthc_catalog.scaffolding.new_catalog import NewCatalog, catalog_files, slug

    target = Path(folder)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise click.UsageError(text("new.folder_exists", lang, path=folder))
    if not target.absolute().parent.is_dir():
        raise click.UsageError(text("new.no_parent", lang, path=target.absolute().parent))
    if fields is not None and source is None:
        raise click.UsageError(text("new.fields_alone", lang))
    other = _source_folder(source, lang)
    ask = questions.Questions(lang, given)
    name = ask("name", check=questions.line)
    levels = given["levels"] or ask("levels", default="commune", check=questions.some_of(LEVELS))
    sessions = ask("hours", check=questions.sessions_of)
    model = ask("model", default=text("new.default.model", "vi"), check=questions.line)
    weekdays = given["weekdays"] or ask("weekdays", default="friday", check=questions.some_of(WEEKDAYS))
    cutoff = ask("cutoff", default="15:30", check=questions.cutoff)
    return_before = ask("return_before", default="09:00", check=questions.time_of_day) if cutoff is not None else "09:00"
    outside = ask("outside_hours", default="as_recorded", check=questions.one_of(OUTSIDE_HOURS))
    outside_law = ask("outside_hours_law", default="as_recorded", check=questions.one_of(OUTSIDE_HOURS))
    start = ask("start", check=lambda value, lang: Day().convert(value, None, click.Context(new, obj=Settings(lang=lang))))
    own_id = ask("id", default=slug(name), check=questions.short_name) if name else ""
    ask.refuse_missing()
    plan = NewCatalog(
        id=own_id,
        name=name,
        levels=tuple(dict.fromkeys(levels)),
        sessions=sessions,
        model_title=model,
        weekdays=tuple(dict.fromkeys(weekdays)),
        cutoff=cutoff,
        return_before=return_before,
        outside_hours=(outside, outside_law),
        start=start,
        today=today or dt.datetime.now(tz=dt.UTC).date(),
    )
    files = catalog_files(plan)
    if other is not None:
        from tthc_catalog.scaffolding.copied_catalog import NothingToCopy, with_procedures

        wanted = tuple(id.strip() for id in fields.split(",") if id.strip()) if fields else ()
        try:
            files = with_procedures(files, other, plan.levels, wanted, text("new.copied_reason", "vi", source=source))
        except NothingToCopy as error:
            raise click.UsageError(text("new.no_such_field", lang, source=source, fields=", ".join(error.args[0]))) from None
    write_folder(folder, files)
    message = text("new.catalog_written", lang, id=plan.id, path=folder, count=len(files))
    return _reply(message, Path(folder), files, (), form=form, lang=lang, today=plan.today)


@_add
@command("procedure")
@argument("code", help="new.argument.code")
@option("--level", metavar="ID", help="new.option.procedure_level")
@option("--field", metavar="ID", help="new.option.field")
@option("--name", help="new.option.procedure_name")
@option("--copy-from", "source", metavar="packaged|DIR|ID", help="new.option.copy_from")
@option("--on", "today", type=Day(), help="new.option.on")
@catalog_option
@format_option
def add_procedure(
    *, code: str, source: str | None, today: dt.date | None, catalog: str | None, form: str, lang: str, **given: Any
) -> Reply:
    """Add a procedure to a catalog."""
    from tthc_catalog.atomic_files import write_file
    from tthc_catalog.console.catalog_source import check_folder, working_folder
    from tthc_catalog.records.fact_wording import in_sentence
    from tthc_catalog.records.lookup import normalise_code
    from tthc_catalog.scaffolding.new_procedure import CannotExtend, Wanted, copied_files, outline_files, read_part

    own = normalise_code(code)
    if not is_code(own):
        raise click.UsageError(text("new.bad_code", lang, code=code))
    root = Path(working_folder(catalog, lang))
    manifest = read_part(root, "manifest.yaml").data
    levels, fields = [b["level"] for b in manifest["levels"]], [f["id"] for f in manifest["fields"]]
    other = _source_folder(source, lang)
    at_levels = {path.parts[-3]: path.parts[-2] for path in other.glob(f"*/*/{own}.yaml")} if other is not None else {}
    titles = {b["level"]: b["title" if lang == "vi" else "title_en"] for b in manifest["levels"]}
    ask = questions.Questions(lang, given)
    fitting = [level for level in levels if not at_levels or level in at_levels]
    origin = next(iter(at_levels), None)
    if at_levels and (not fitting or (given["level"] is not None and given["level"] not in at_levels)):  # copied to another level
        fitting = levels
    if other is not None and not at_levels:
        raise click.UsageError(text("new.nothing_to_copy", lang, code=own, source=source))
    level = ask("level", default=fitting[0] if len(fitting) == 1 else None, check=questions.one_of(fitting))
    existing = next(iter(root.glob(f"{level}/*/{own}.yaml")), None) if level is not None else None
    if existing is not None:
        raise click.UsageError(text("new.procedure_exists", lang, code=own, level=in_sentence(titles[level]), path=existing.as_posix()))
    from_level = level if level in at_levels else origin
    field = ask("field", default=at_levels.get(from_level or ""), check=questions.one_of(fields))
    name = ask("name", check=questions.line, question="procedure_name") if other is None else None
    ask.refuse_missing()
    wanted = Wanted(root=root, level=level, field=field, code=own, name=name)
    try:
        files = (
            copied_files(wanted, other, from_level or level, text("new.copied_reason", "vi", source=source))
            if other is not None
            else outline_files(wanted)
        )
    except CannotExtend as error:
        raise click.UsageError(text("new.cannot_extend", lang, file=error.args[0], ids=error.args[1])) from None
    day = today or dt.datetime.now(tz=dt.UTC).date()
    _, before = check_folder(str(root), day)
    (root / wanted.path).parent.mkdir(parents=True, exist_ok=True)
    for path in sorted(files, key=lambda path: path == wanted.path):  # referenced entries first, so that no reference is ever dangling
        write_file(root / path, files[path])
    message = text("new.procedure_written", lang, path=(root / wanted.path).as_posix())
    added = {wanted.path: files[wanted.path]}
    return _reply(message, root, added, before, form=form, lang=lang, today=day)


def _source_folder(source: str | None, lang: str) -> Path | None:
    from tthc_catalog._resources import catalog_folder

    if source is None:
        return None
    folder = catalog_folder() if source == "packaged" else Path(source)
    if source != "packaged" and not folder.exists() and is_slug(source):
        from tthc_catalog.registry import Registry

        folder = Path(Registry().catalog(source, requested_by="--copy-from").folder)
    if not (folder / "manifest.yaml").is_file():
        raise click.UsageError(text("console.error.not_a_catalog", lang, path=source))
    return folder


def _reply(message: str, root: Path, files: Mapping[str, str], before: Sequence[Problem], *, form: str, lang: str, today: dt.date) -> Reply:
    """Report the files written, the values only a person can fill in, and the problems of the result; skip the problems it had before."""
    from tthc_catalog.console.catalog_source import check_folder
    from tthc_catalog.errors import Severity
    from tthc_catalog.problems.problem_text import render, to_dict
    from tthc_catalog.scaffolding.new_catalog import marked_places

    known = {(p.code, p.file, p.path) for p in before}
    catalog, found = check_folder(str(root), today)
    places = marked_places(dict(files))
    marked = {((root / file).as_posix(), line) for file, line, _ in places}
    problems = [
        problem
        for problem in found
        if (problem.code, problem.file, problem.path) not in known
        and (problem.severity is Severity.ERROR or (problem.file, problem.line) not in marked)
    ]
    code = int(any(problem.severity is Severity.ERROR for problem in problems))
    if form == "json":
        return Reply(
            as_json(
                {
                    "folder": root.as_posix(),
                    "files": sorted(files),
                    "to_fill": [{"file": file, "line": line, "what": what} for file, line, what in places],
                    "ok": catalog is not None,
                    "problems": [to_dict(problem, lang) for problem in problems],
                }
            ),
            code,
        )
    lines = [message]
    if places:
        lines += ["", text("new.to_fill", lang), *(f"  {file}:{line}: {what}" for file, line, what in places)]
    lines.append("")
    if problems:
        lines += [text("new.check_found", lang, path=root.as_posix()), *(render(problem, lang) for problem in problems)]
    else:
        lines.append(text("new.check_fine", lang, path=root.as_posix()))
    return Reply("\n".join(lines), code)
