"""``tthc serve``: wrong usage ends with 2 and one clear sentence in the language of the caller."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

import pytest

from tthc_catalog.cli import main
from tthc_catalog.serving.counters import Counters
from tthc_catalog.serving.service_settings import VARIABLE, ServiceSettings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("arguments", "vietnamese", "english"),
    [
        (["--port", "70000"], "--port phải là số nguyên từ 0 đến 65535", "--port is a whole number from 0 to 65535"),
        (["--port", "http"], "--port phải là", "--port is a whole"),
        (["--port", "٣"], "--port phải là", "--port is a whole"),
        (["--workers", "0"], "--workers phải là", "--workers is a whole"),
        (["--workers", "9999999999999"], "--workers phải là", "--workers is a whole"),
        (["--catalog", "nowhere/at-all"], "không có thư mục này", "this folder does not exist"),
        (["--catalog", str(ROOT / "catalog"), "--catalog", "packaged"], "trùng mã", "the same"),
        (["--host", "203.0.113.1"], "Không lắng nghe được", "Cannot listen"),
        (["--port", "1", "extra"], "extra", "extra"),
    ],
)
def test_wrong_usage(arguments: list[str], vietnamese: str, english: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names what is wrong; nothing is served."""
    for lang, expected in (("vi", vietnamese), ("en", english)):
        assert main(["serve", *arguments, "--lang", lang]) == 2
        printed = capsys.readouterr()
        assert expected in printed.err
        assert "Traceback" not in printed.err
        assert printed.out == ""


def test_a_taken_port(capsys: pytest.CaptureFixture[str]) -> None:
    """A port that another program uses is named, with what to do."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--lang", "en"]) == 2
    assert f"port {port}" in (message := capsys.readouterr().err)
    assert "--port" in message


@pytest.mark.parametrize("package", ["uvicorn", "orjson"])
def test_a_missing_extra(package: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the sentence says how to install it."""
    for name in [name for name in sys.modules if name.startswith("tthc_catalog.serving.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)  # type: ignore[arg-type]
    assert main(["serve", "--lang", "en"]) == 2
    assert 'pip install "tthc-catalog[api]"' in (message := capsys.readouterr().err)
    assert package in message


def test_settings_come_from_the_environment() -> None:
    """A worker reads what the command wrote; without it, the packaged catalog is served."""
    settings = ServiceSettings(catalogs=("a", None), log=True, counters="/x", seconds=5.0)
    assert ServiceSettings.read({VARIABLE: settings.to_json()}) == settings
    assert ServiceSettings.read({}) == ServiceSettings()
    assert json.loads(settings.to_json())["catalogs"] == ["a", None]


def test_counters_of_all_workers_are_added(tmp_path: Path) -> None:
    """A worker shows what all have counted; a file of another version is left out."""

    class NoCatalogs:
        def states(self) -> list[object]:
            return []

    counters = Counters(["decide", "unknown"], str(tmp_path))
    counters.count("decide", 200, 0.002, decisions=3)
    counters.count("unknown", 404, 7.0)
    (tmp_path / "1.counters").write_bytes(next(tmp_path.glob("*.counters")).read_bytes())
    (tmp_path / "2.counters").write_bytes(b"old")
    page = counters.text(NoCatalogs())  # type: ignore[arg-type]
    assert 'tthc_requests_total{operation="decide",status="2xx"} 2' in page
    assert "tthc_decisions_total 6" in page
    assert 'tthc_request_seconds_bucket{operation="decide",le="0.001"} 0' in page
    assert 'tthc_request_seconds_bucket{operation="decide",le="0.0025"} 2' in page
    assert 'tthc_request_seconds_bucket{operation="unknown",le="5.0"} 0' in page
    assert 'tthc_request_seconds_bucket{operation="unknown",le="+Inf"} 2' in page
    del counters
