"""``tthc explain``: the page of a problem code, offline."""

from __future__ import annotations

import click

from tthc_catalog.console.command import argument, command, format_option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text


@command("explain")
@argument("code", required=False, help="cli.explain.argument.code")
@format_option
def explain_problem(*, code: str | None, form: str, lang: str) -> Reply:
    """Show the page of one problem code, or list all codes."""
    from tthc_catalog.problems.problem_factory import text_key
    from tthc_catalog.problems.problem_text import explain, problem_codes

    codes = problem_codes()

    if code is None:
        titles = {known: text(f"problem.{known}.title", lang) for known in codes}
        if form == "json":
            return Reply(as_json(titles))
        width = max(map(len, titles))
        return Reply("\n".join(f"{known:{width}}  {title}" for known, title in titles.items()))
    page = explain(code, lang)
    if page is None:
        from difflib import get_close_matches

        near = get_close_matches(code, codes, n=3)
        more = " " + text("error.suggestions", lang, suggestions=", ".join(near)) if near else ""
        raise click.UsageError(text("cli.explain.unknown", lang, code=code) + more)
    if form == "json":
        return Reply(as_json({"code": code, **{part: text(text_key(code, part), lang) for part in ("title", "why", "remedy")}}))
    return Reply(page)
