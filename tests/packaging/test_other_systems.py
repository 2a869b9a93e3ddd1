"""The package runs where there is no Unix: the source is scanned for what Windows does not have or does otherwise."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "tthc_catalog"

UNIX_MODULES = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
UNIX_NAMES = {
    "os": {
        *(
            "chown",
            "chroot",
            "fchmod",
            "fork",
            "forkpty",
            "getegid",
            "geteuid",
            "getgid",
            "getloadavg",
            "getpgid",
            "getuid",
            "killpg",
            "lchown",
        ),
        *(
            "mkfifo",
            "mknod",
            "nice",
            "posix_spawn",
            "pread",
            "pwrite",
            "register_at_fork",
            "sched_getaffinity",
            "sendfile",
            "setpgid",
            "setsid",
        ),
        *("statvfs", "sync", "sysconf", "uname", "wait4", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "WNOHANG"),
        *("kill", "rename"),  # Windows has them, but the one ends the process that it should look at, and the other replaces no file
    },
    "signal": {"SIGALRM", "SIGCHLD", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "pause", "setitimer"},
    "socket": {"AF_UNIX", "MSG_NOSIGNAL", "SO_REUSEPORT"},
    "time": {"tzset"},
}
GUARDED = {
    ("atomic_files.py", "rename()"): "a folder, to a name that is free",
    ("cache/store.py", "os.geteuid"): "after hasattr",
    ("child_process.py", "os.sched_getaffinity"): "after hasattr",
    ("extension/guarded_calls.py", "signal.SIGALRM"): "after hasattr: a plugin may take longer on Windows",
    ("extension/guarded_calls.py", "signal.setitimer"): "after hasattr",
    ("importing/staging.py", "import fcntl"): "after sys.platform: two imports at once are not refused on Windows",
    ("importing/staging.py", "rename()"): "folders, to names that are free",
    ("publication/output/publishing.py", "rename()"): "folders, to names that are free",
    ("scratch_folders.py", "import fcntl"): "in try: the age of a folder decides on Windows",
    ("serving/counters.py", "'/proc/self/statm'"): "in try: the metric is left out",
    ("serving/counters.py", "os.sysconf"): "after the file above was read",
}
"""File and finding -> why it does no harm."""

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
LONGEST_PATH = 200


def findings(source: str) -> Iterator[str]:
    """Yield what a module uses that Windows does not have."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (f"import {name.name}" for name in names if name.name.partition(".")[0] in UNIX_MODULES)
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in UNIX_MODULES:
                yield f"import {module}"
            case ast.Attribute(value=ast.Name(id=module), attr=name) if name in UNIX_NAMES.get(module, ()):
                yield f"{module}.{name}"
            case ast.Constant(value=str(text)) if re.match(r"/(dev|etc|home|proc|tmp|usr|var)(/|$)", text):
                yield repr(text)
            case ast.Call():
                yield from call_findings(node)


def call_findings(call: ast.Call) -> Iterator[str]:
    """Yield what is wrong with a call that opens, writes or renames a file."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", None)
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else None
    given = {keyword.arg for keyword in call.keywords}
    if name == "rename" and owner != "os":
        yield "rename()"
    elif name == "read_text" and not call.args and "encoding" not in given:
        yield "read_text() without an encoding"
    elif name == "write_text" and owner not in ("edit", "formatter") and not {"encoding", "newline"} <= given:
        yield "write_text() without an encoding or line ends"
    elif (name == "open" and (owner is None or call.args[:1] == [] or is_mode(call.args[0]))) or name == "fdopen":
        texts = [a.value for a in call.args if is_mode(a) and isinstance(a, ast.Constant)]
        texts += [k.value.value for k in call.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)]
        mode = str(texts[-1]) if texts else "r"
        if "b" not in mode and ("encoding" not in given or ("r" not in mode and "newline" not in given)):
            yield f"{name}({mode}) without an encoding or line ends"
    elif name in ("run", "Popen", "check_output") and "text" in given and "encoding" not in given:
        yield "a process whose text has no encoding"
    elif name == "strftime" and any("%-" in ast.unparse(argument) for argument in call.args):
        yield "strftime(%-)"


def is_mode(node: ast.expr) -> bool:
    """Whether an argument is the mode of a file."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[rwax]b?\+?[bt]?", node.value) is not None


def test_the_source_uses_nothing_that_only_unix_has() -> None:
    """Every use is guarded for a reason, and every reason has a use."""
    found = {
        (path.relative_to(PACKAGE).as_posix(), finding)
        for path in PACKAGE.rglob("*.py")
        for finding in findings(path.read_text(encoding="utf-8"))
    }
    assert found == set(GUARDED)


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwnam",
        "os.fork()",
        "os.kill(process, 0)",
        "signal.signal(signal.SIGHUP, stop)",
        "folder = '/tmp/x'",
        "open('a.txt')",
        "path.open('w', encoding='utf-8')",
        "path.open(mode='a')",
        "os.fdopen(descriptor, 'w')",
        "path.read_text()",
        "path.write_text(text, encoding='utf-8')",
        "draft.rename(path)",
        "subprocess.run(command, text=True)",
        "day.strftime('%-d/%-m')",
    ],
)
def test_the_scan_finds(source: str) -> None:
    """Each of these breaks on Windows."""
    assert list(findings(source))


@pytest.mark.parametrize(
    "source", ["path.open('rb')", "open(1, 'wb')", "path.read_text(encoding='ascii')", "os.replace(a, b)", "archive.open(name)"]
)
def test_the_scan_leaves(source: str) -> None:
    """Each of these works on Windows."""
    assert not list(findings(source))


def wrong_names(names: list[str]) -> list[str]:
    """Return the relative paths that Windows cannot have, or that it takes for the same file."""
    folded = [name.casefold() for name in names]
    return [
        name
        for name in names
        if re.search(r'[<>:"|?*\\\x00-\x1f]', name)
        or len(name) > LONGEST_PATH
        or folded.count(name.casefold()) > 1
        or any(RESERVED.fullmatch(part) or part.endswith((" ", ".")) for part in name.split("/"))
    ]


@pytest.mark.parametrize("folder", ["catalog", "docs", "examples", "plugins", "schemas", "src", "templates"])
def test_files_have_names_that_windows_can_have(folder: str) -> None:
    """The project can be cloned, and the package installed, on any system."""
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if "node_modules" not in path.parts]
    assert names
    assert wrong_names(names) == []


def test_wrong_names_are_found() -> None:
    """Reserved names, refused characters, twins and long paths."""
    wrong = ["a/nul.txt", "COM1", "a:b", "x?", "end.", "Same", "same", "a" * 201]
    assert wrong_names([*wrong, "fine/name.md", "console.md"]) == wrong
