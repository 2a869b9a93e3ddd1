"""``tthc plugins``: every installed plugin, what it contributes, and its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tthc_catalog.console.command import command, format_option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tthc_catalog.extension.discovery import PluginReport

_FINE = ("ok", "blocked")


@command("plugins")
@format_option
def list_plugins(*, form: str, lang: str) -> Reply:
    """List the plugins; exit with 1 if a plugin that may be loaded has a fault."""
    from tthc_catalog.extension.discovery import KINDS
    from tthc_catalog.extension.hookspecs import API_VERSION
    from tthc_catalog.registry import Registry

    registry = Registry()
    reports = registry.plugins
    code = int(any(report.status not in _FINE for report in reports))
    if form == "json":
        available = [{"kind": kind, "id": id, "origin": registry.origin(kind, id)} for kind in KINDS for id in registry.ids(kind)]
        rows = [_row(report, lang) for report in reports]
        return Reply(as_json({"api": API_VERSION, "plugins": rows, "available": available}), code)
    return Reply("\n".join(_lines(reports, lang)), code)


def _row(report: PluginReport, lang: str) -> dict[str, Any]:
    return {
        "name": report.name,
        "distribution": report.distribution,
        "version": report.version,
        "module": report.module,
        "status": report.status.value,
        "gives": [{"kind": kind, "id": id} for kind, id in report.gives],
        "faults": [
            {
                "status": fault.status.value,
                "kind": fault.key[0] if fault.key else None,
                "id": fault.key[1] if fault.key else None,
                "reason": fault.reason[lang != "vi"],
            }
            for fault in report.faults
        ],
        "import_ms": round(report.import_seconds * 1000),
        "slow": report.is_slow,
    }


def _lines(reports: Sequence[PluginReport], lang: str) -> Iterator[str]:
    if not reports:
        yield text("cli.plugins.none", lang)
    for report in reports:
        condition = report.status.name.lower()
        yield f"{report.origin}: {text(f'cli.plugins.{condition}', lang)} [{report.status.value}]"
        if report.gives:
            contributed = ", ".join(f"{text(f'cli.plugins.kind.{kind}', lang)} {id}" for kind, id in report.gives)
            yield "  " + text("cli.plugins.gives", lang, given=contributed)
        yield from (f"  - {fault.reason[lang != 'vi']} [{fault.status.value}]" for fault in report.faults)
        if report.is_slow:
            yield "  " + text("cli.plugins.slow", lang, ms=round(report.import_seconds * 1000))
