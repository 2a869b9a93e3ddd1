"""Commands of plugins: third-party ones appear beside ours and run, and ours do not depend on ``TTHC_PLUGINS``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.built_in import COMMANDS
from tthc_catalog.cli import main, plugin_commands
from tthc_catalog.cli.application import application
from tthc_catalog.cli.commands.new import new
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


def test_a_command_with_a_name_of_the_core_is_rejected_and_reported(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """The command of the core is listed once and runs; ``tthc plugins`` names the package whose command cannot be used."""
    site.install("tthc-greet", PLUGIN.replace('"greet"', '"due"'))
    assert main(["--help", "--lang", "en"]) == 0
    page = capsys.readouterr().out
    assert [line.split()[0] for line in page.splitlines() if line.startswith("  due ")] == ["due"]
    assert "Greet a person." not in page
    assert main(["plugins", "--lang", "en"]) == 1
    assert "[conflict]" in capsys.readouterr().out


def test_the_reserved_names_are_those_of_the_core() -> None:
    """`tthc_catalog.built_in` repeats the names of the commands, which are defined in a higher layer."""
    assert set(COMMANDS) == {*application.own_names(), *(f"new-{name}" for name in new.own_names())}


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
