"""Releases as a plugin: commands, a check and texts, registered through the hooks any plugin uses.

Each function imports what it needs when it is called, so that loading the plugin costs nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tthc_catalog.extension import CheckSpec, CommandSpec, TextsSpec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import click

    from tthc_catalog.checks.consistency import ValidFiles
    from tthc_catalog.errors import Problem
    from tthc_catalog.records.catalog import Catalog

AREAS = ("release",)


def tthc_commands() -> Sequence[CommandSpec]:
    """Return ``tthc release``, ``tthc verify`` and ``tthc history``."""
    return [
        CommandSpec(
            id="release",
            title="Phát hành danh mục: ghi lại mọi hạn đã hẹn vào một tệp.",
            title_en="Release a catalog: freeze all it promises in one file.",
            load=_release,
        ),
        CommandSpec(
            id="verify",
            title="Kiểm tra câu trả lời hoặc giấy hẹn cũ có đúng hạn đã hẹn không.",
            title_en="Verify old answers and slips against the releases.",
            load=_verify,
        ),
        CommandSpec(
            id="history",
            title="Một thủ tục đã được hẹn thế nào qua các lần phát hành.",
            title_en="What was promised for a procedure, release by release.",
            load=_history,
        ),
    ]


def tthc_checks() -> Sequence[CheckSpec]:
    """Return the check that no promise of the last release is broken; it runs whenever a catalog with releases is checked."""
    return [
        CheckSpec(
            id="promises-kept",
            title="Hạn đã hẹn của bản phát hành gần nhất vẫn giữ nguyên",
            title_en="The promises of the last release are kept",
            check=_promises,
            check_files=_promises,
        )
    ]


def tthc_texts() -> Sequence[TextsSpec]:
    """Return the texts of releases."""
    folder = Path(__file__).parent / "texts"
    return [TextsSpec(id=area, folder=folder) for area in AREAS]


def _promises(catalog: Catalog, files: ValidFiles | None = None) -> Iterable[Problem]:
    from tthc_catalog.releases.promise_problems import promise_problems

    return promise_problems(catalog, files=files)


def _release() -> click.Command:
    from tthc_catalog.releases.commands.release import make_release

    return make_release


def _verify() -> click.Command:
    from tthc_catalog.releases.commands.verify import verify_papers

    return verify_papers


def _history() -> click.Command:
    from tthc_catalog.releases.commands.history import show_history

    return show_history
