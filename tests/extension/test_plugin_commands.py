"""Commands of plugins: third-party ones appear beside ours and run, and ours do not depend on ``TTHC_PLUGINS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.cli import main, plugin_commands
from tthc_catalog.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

PLUGIN = """
import click
from tthc_catalog.extension import CommandSpec

def load():
    @click.command("greet")
    @click.argument("name")
    def greet(name):
        click.echo(f"Xin chào {name}")

    return greet

def tthc_commands():
    return [CommandSpec(id="greet", title="Chào một người.", title_en="Greet a person.", load=load)]
"""


@pytest.fixture(autouse=True)
def fresh_registry() -> Iterator[None]:
    """Let the command line discover the plugins of the test."""
    plugin_commands._registry.cache_clear()
    yield
    plugin_commands._registry.cache_clear()


def test_a_command_of_a_plugin_is_listed_and_runs(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """``tthc --help`` shows its title in either language, and its name runs it."""
    site.install("tthc-greet", PLUGIN)
    for lang, title in (("vi", "Chào một người."), ("en", "Greet a person.")):
        assert main(["--help", "--lang", lang]) == 0
        assert f"greet {title}" in " ".join(capsys.readouterr().out.split())
    assert main(["greet", "Mai"]) == 0
    assert capsys.readouterr().out == "Xin chào Mai\n"


def test_first_party_plugins_work_without_third_party_ones(
    site: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty ``TTHC_PLUGINS`` blocks other distributions but not our own plugins."""
    site.install("tthc-greet", PLUGIN)
    monkeypatch.setenv("TTHC_PLUGINS", "")
    registry = Registry()
    assert {"csv", "xlsx"} <= set(registry.ids("importer"))
    assert {"html", "ics"} <= set(registry.ids("renderer"))
    assert main(["--help", "--lang", "en"]) == 0
    words = capsys.readouterr().out.split()
    assert {"evaluate", "publish"} <= set(words)
    assert "greet" not in words
    assert main(["sessions", "--help"]) == 0
