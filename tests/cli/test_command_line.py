"""The command line in general: help in both languages, wrong usage, other locales, closed pipes."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from tthc_catalog.cli.application import application
from tthc_catalog.cli.failures import usage_sentence
from tthc_catalog.console.settings import Settings
from tthc_catalog.console.terminal import write
from tthc_catalog.messages import all_texts, text

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS = application.list_commands(click.Context(application))

QUESTION = ("due", "1.001193", "--level", "commune", "--at", "2023-09-29 15:31")
ANSWER = "Hạn trả kết quả: trước 09:00 thứ Hai 02/10/2023."


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_lists_every_command(tthc: Callable[..., Any], lang: str) -> None:
    """``tthc --help`` shows every command with its purpose."""
    run = tthc("--help", "--lang", lang)
    assert run.code == 0
    for name in COMMANDS:
        assert f"  {name}" in run.out


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(tthc: Callable[..., Any], name: str, lang: str) -> None:
    """The help of every command explains each of its options in both languages; no text key is untranslated."""
    run = tthc(name, "--help", "--lang", lang)
    assert run.code == 0
    assert "cli." not in run.out
    assert run.out.startswith("Cách dùng: " if lang == "vi" else "Usage: ")
    context = click.Context(application)
    found = application.get_command(context, name)
    assert found is not None
    for param in found.params:
        label = max(param.opts, key=len) if isinstance(param, click.Option) else param.make_metavar(context).strip("[].")
        assert label in run.out


def test_language_comes_from_the_environment(tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """TTHC_LANG sets the language; ``--lang`` overrides it; an unknown language falls back to Vietnamese."""
    monkeypatch.setenv("TTHC_LANG", "en")
    assert tthc("--help").out.startswith("Usage: ")
    assert tthc("--help", "--lang", "vi").out.startswith("Cách dùng: ")
    monkeypatch.setenv("TTHC_LANG", "en_US.UTF-8")
    assert tthc("--help").out.startswith("Usage: ")
    monkeypatch.setenv("TTHC_LANG", "fr")
    assert tthc("--help").out.startswith("Cách dùng: ")


def test_language_and_form_are_known_before_parsing() -> None:
    """The language is read from any spelling of the option, up to ``--``; the last one wins."""
    assert Settings.read(["due", "--lang=en"], {}).lang == "en"
    assert Settings.read(["due", "--lang", "vi", "--lang", "en"], {}).lang == "en"
    assert Settings.read(["due", "--", "--lang", "en"], {}).lang == "vi"
    assert Settings.read(["due", "--lang"], {}).lang == "vi"
    assert Settings.read(["due", "--format=json"], {"TTHC_LANG": "en"}) == Settings(lang="en", json=True)


def test_a_shell_can_complete_the_commands() -> None:
    """Shell completion offers every command, including those of first-party plugins."""
    assert {"due", "check", "evaluate", "publish", "slip", "roster", "sessions"} <= set(COMMANDS)
    assert all(application.get_command(click.Context(application), name) is not None for name in COMMANDS)


def test_an_option_is_no_command(tthc: Callable[..., Any]) -> None:
    """A word with a dash in the place of a command is refused as an unknown option."""
    assert tthc("--", "--nonsense").code == 2


def test_no_command_shows_the_help(tthc: Callable[..., Any]) -> None:
    """``tthc`` alone shows the help on standard error and exits with 2."""
    run = tthc()
    assert (run.code, run.out) == (2, "")
    assert "Các lệnh" in run.err


def test_version(tthc: Callable[..., Any]) -> None:
    """``--version`` shows the name and the version of the software."""
    import tthc_catalog

    assert tthc("--version").out == f"tthc {tthc_catalog.__version__}\n"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("words", "key"),
    [
        (("lst",), "cli.error.no_such_command"),
        (("show",), "cli.error.missing_argument"),
        (("due", "1.001193"), "cli.error.missing_option"),
        (("list", "--fild", "x"), "cli.error.no_such_option"),
        (("list", "--level"), "cli.error.option_usage"),
        (("list", "--on", "2023-02-30"), "cli.error.bad_value"),
        (("list", "--lang", "fr"), "cli.error.bad_value"),
        (("check", "one", "two"), "console.error.extra_arguments"),
        (("--nonsense",), "cli.error.no_such_option"),
    ],
)
def test_wrong_usage_in_both_languages(tthc: Callable[..., Any], words: tuple[str, ...], key: str, lang: str) -> None:
    """A wrong command line is reported in the caller's language with a pointer to the help, and exit code 2."""
    run = tthc(*(("--lang", lang, *words) if "--lang" not in words else words))
    lang = lang if "fr" not in words else "vi"
    assert (run.code, run.out) == (2, "")
    for piece in re.split(r"\{[a-z]+\}", all_texts(lang)[key][0]):
        assert piece in run.err
    assert "--help" in run.err


def test_a_missing_parameter_without_a_place() -> None:
    """A message that click words itself is passed on unchanged."""
    assert usage_sentence(click.UsageError("as it is"), "vi") == "as it is"


def test_a_near_command_is_suggested(tthc: Callable[..., Any]) -> None:
    """A mistyped command is refused with a similar one."""
    assert "calendar" in tthc("calender").err


OPTIONS = ["--at", "--level", "--case", "--have", "--lang", "--format", "--on", "--catalog", "--strict", "--help", "-o", "-", "--", "", "="]
VALUES = ["json", "commune", "district", "1.001193", "2.000815", "2023-09-29 15:31", "2024", "--at=", "\u00a0", "ế", "\ud800"]
# `serve` answers until it is stopped; tests/serving try its options.
WORDS = st.sampled_from([*(name for name in COMMANDS if name != "serve"), *OPTIONS, *VALUES])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(words=st.lists(WORDS | st.text(max_size=8), max_size=7))
def test_no_words_lead_to_a_traceback(tthc: Callable[..., Any], tmp_path: Path, words: list[str]) -> None:
    """Whatever is typed, the exit code is 0, 1 or 2, with a message unless it is 0."""
    with contextlib.chdir(tmp_path):
        run = tthc(*words)
    assert run.code in {0, 1, 2}
    assert "Traceback" not in run.err
    assert run.code == 0 or run.err or run.out
    assert text("cli.error.internal", "en").partition(" (")[0] not in run.err
    assert text("cli.error.internal", "vi").partition(" (")[0] not in run.err


@pytest.mark.parametrize(
    "locale",
    [{"LANG": "C", "LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}],
)
def test_other_locales(process: Callable[..., Any], locale: dict[str, str]) -> None:
    """The answer is UTF-8 whatever the locale says."""
    run = process(*QUESTION, env=locale)
    assert run.returncode == 0
    assert run.stdout.decode("utf-8").splitlines()[0] == ANSWER


def test_vietnamese_words_on_the_command_line_in_any_locale(process: Callable[..., Any]) -> None:
    """A Vietnamese argument in a C locale is parsed or refused, without a traceback."""
    run = process("due", "1.001193", "--at", "hôm nay", env={"LC_ALL": "C"})
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr


def test_a_reader_that_went_away(process: Callable[..., Any]) -> None:
    """A pipe closed by its reader ends the command without a message."""
    read, write = os.pipe()
    os.close(read)
    run = process("list", capture_output=False, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_reader_that_went_away_from_a_stream_without_a_descriptor() -> None:
    """A stream that is no file, as in a notebook, may be closed by its reader too."""

    class Gone(io.StringIO):
        def write(self, text: str, /) -> int:
            raise BrokenPipeError

    write("text", Gone())
    write("text", None)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk(process: Callable[..., Any]) -> None:
    """An answer that cannot be written is an input or output error."""
    with Path("/dev/full").open("wb") as full:
        run = process("list", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 2
    assert run.stderr.decode().startswith("Lỗi: ")


def test_closed_standard_output() -> None:
    """A command whose standard output is closed from the start still ends with its own exit code."""
    run = subprocess.run(["sh", "-c", f"{sys.executable} -m tthc_catalog list >&-"], capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")


def test_the_due_command_stays_lean(process: Callable[..., Any]) -> None:
    """``tthc due`` on a catalog without errors imports no validator and no numeric package."""
    probe = (
        "import sys; from tthc_catalog.cli import main; main(sys.argv[1:]); "
        "print(*sorted(name for name in ('jsonschema', 'numpy', 'pandas', 'duckdb', 'referencing') if name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", probe, *QUESTION], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == ""


def test_an_unexpected_fault_is_reported_without_traceback(tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the software is reported as a message that shows how to see more; TTHC_DEBUG=1 raises the exception."""
    from tthc_catalog.cli.commands import list as listing

    def broken(_named: str | None, **_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(listing, "open_catalog", broken)
    run = tthc("list")
    assert run.code == 2
    assert "ZeroDivisionError" in run.err
    monkeypatch.setenv("TTHC_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        tthc("list")


def test_an_interrupt_ends_quietly(tthc: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the command with 130, the usual code, and no message."""
    from tthc_catalog.cli.commands import list as listing

    def interrupted(_named: str | None, **_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "open_catalog", interrupted)
    assert tthc("list").code == 130


@pytest.mark.parametrize(
    ("words", "item", "key"),
    [
        ("tthc ", "due", "cli.due.summary"),
        ("tthc ", "evaluate", None),
        ("tthc due --", "--level", "console.option.level"),
        ("tthc evaluate --", "--strict", "evaluation.command.evaluate.option.strict"),
        ("tthc new ", "mapping", None),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_shell_completion_shows_sentences(process: Callable[..., Any], words: str, item: str, key: str | None, lang: str) -> None:
    """A shell shows the sentence of each command and option, in the user's language, and never the key of a text."""
    position = str(len(words.split(" ")) - 1)
    run = process(env={"_TTHC_COMPLETE": "zsh_complete", "COMP_WORDS": words, "COMP_CWORD": position, "TTHC_LANG": lang})
    lines = run.stdout.decode("utf-8").splitlines()
    help_of = dict(zip(lines[1::3], lines[2::3], strict=True))
    assert item in help_of
    assert key is None or help_of[item] == text(key, lang)
    assert not [help for help in help_of.values() if re.fullmatch(r"[a-z_]+(\.[a-z_-]+)+", help)]
