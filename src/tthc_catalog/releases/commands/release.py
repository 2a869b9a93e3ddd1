"""``tthc release``: freeze what a catalog promises in one file, which later edits are compared with."""

from __future__ import annotations

from pathlib import Path

from tthc_catalog.console.catalog_source import working_folder
from tthc_catalog.console.command import argument, command, format_option, option
from tthc_catalog.console.terminal import Reply, as_json
from tthc_catalog.messages import text


@command("release", texts="release.command")
@argument("catalog", required=False, help="release.command.release.argument.catalog")
@option("--sign", "sign_with", metavar="KEY.pem", help="release.command.release.option.sign")
@format_option
def make_release(*, catalog: str | None, sign_with: str | None, form: str, lang: str) -> Reply:
    """Write ``releases/<version>.json`` in the catalog folder."""
    from tthc_catalog.releases.making import new_release
    from tthc_catalog.releases.signing import SUFFIX

    release = new_release(working_folder(catalog, lang), sign_with=sign_with)
    procedures = len(release.tables["procedures"])
    if form == "json":
        return Reply(
            as_json(
                {
                    "path": release.path,
                    "catalog": {"id": release.catalog_id, "version": release.version},
                    "previous": release.data["previous"],
                    "digest": release.digest,
                    "content": release.content_digest,
                    "procedures": procedures,
                    "timetables": len(release.timetables),
                }
            )
        )
    lines = [
        text("release.done", lang, path=release.path, version=release.version, procedures=procedures, count=len(release.timetables)),
        text("release.digest", lang, digest=release.digest),
    ]
    if release.previous is not None:
        lines.append(text("release.after", lang, version=release.previous[0], digest=release.previous[1]))
    if sign_with is not None:
        lines.append(text("release.signed", lang, path=Path(release.path).with_suffix(SUFFIX).as_posix()))
    return Reply("\n".join(lines))
