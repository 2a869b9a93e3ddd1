"""The page *kiểm tra giấy hẹn* in a browser: it finds every slip that was tampered with, and suspects no other."""

from __future__ import annotations

import datetime as dt
import random
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import pytest

from tthc_catalog.decisions.pause_notes import Pause
from tthc_catalog.engine import Engine
from tthc_catalog.publication.desk.slip import Particulars, slip_data, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html
from tthc_catalog.releases.papers import from_qr, qr_text
from tthc_catalog.releases.verification import Verifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tthc_catalog.records.catalog import Catalog


def slips(catalog: Catalog, count: int) -> list[str]:
    """Return the texts of the QR codes of random slips."""
    chosen, engine, found = random.Random(100), Engine(catalog), []
    while len(found) < count:
        procedure = chosen.choice(list(catalog.procedures))
        cases = [None, *dict.fromkeys(case.id for edition in procedure.editions for case in edition.cases)]
        decision = engine.decide(
            procedure.code,
            level=procedure.level,
            case=chosen.choice(cases),
            channel=chosen.choice(["in_person", "online", "postal"]),
            received_at=dt.datetime(2023, 9, 1) + dt.timedelta(minutes=chosen.randrange(3 * 365 * 1440)),
        )
        if decision.due_at is not None:
            found.append(qr_text(decision, None))
    return found


def tampered(code: str, chosen: random.Random) -> str:
    """Return a code with another due minute, day or bound."""
    values = dict(parse_qsl(code.removeprefix("tthc:")))
    if chosen.random() < 0.2:
        values["b"] = "by" if values["b"] == "before" else "before"
    else:
        due = dt.datetime.fromisoformat(values["d"]) + chosen.choice([1, -1]) * dt.timedelta(minutes=chosen.choice([1, 30, 1440]))
        values["d"] = due.strftime("%Y-%m-%dT%H:%M")
    return "tthc:" + urlencode(values)


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_thirty_of_a_hundred_slips_are_found(visit: Callable[..., Page], catalog: Catalog, zone: str) -> None:
    """In any time zone, exactly the thirty slips that were tampered with are reported, and the library agrees."""
    chosen = random.Random(30)
    codes = slips(catalog, 100)
    bad = set(chosen.sample(range(100), 30))
    codes = [tampered(code, chosen) if n in bad else code for n, code in enumerate(codes)]
    page = visit("kiem-tra.html", timezone_id=zone)
    page.wait_for_selector("#slip-check[data-ready]")
    script = (
        "async (codes) => { const out = []; for (const code of codes) out.push((await TTHC.judge(TTHC.read(code))).status); return out; }"
    )
    found: list[str] = page.evaluate(script, codes)
    assert {n for n, status in enumerate(found) if status == "different"} == bad
    assert {status for n, status in enumerate(found) if n not in bad} == {"same"}
    verifier = Verifier(catalog)
    assert [verifier.verify(from_qr(code.removeprefix("tthc:"), "x")).status for code in codes] == found


def test_the_address_of_a_code_is_verified_at_once(visit: Callable[..., Page], catalog: Catalog) -> None:
    """Opening the page by the address in the code shows the procedure, both due times and the verdict."""
    (code,) = slips(catalog, 1)
    page = visit(f"kiem-tra.html#{code.removeprefix('tthc:')}")
    page.wait_for_selector("#slip-check[data-verdict=same]")
    assert "Giấy hẹn đúng với danh mục" in page.inner_text("#verdict")
    page.fill("#slip-text", code.replace("v=1&", "v=1&x=", 1).replace("&l=", "&x="))
    page.click("#slip-check button")
    page.wait_for_selector("#slip-check[data-verdict=unknown]")


def test_a_slip_of_another_catalog_or_a_later_version_is_not_judged(visit: Callable[..., Page], catalog: Catalog) -> None:
    """What this page cannot know is neither right nor wrong."""
    (code,) = slips(catalog, 1)
    page = visit("en/kiem-tra.html")
    page.wait_for_selector("#slip-check[data-ready]")
    for change in (("c=thanh-ha", "c=khac"), (f"r={catalog.version}", "r=2099.01.01"), ("t=2", "t=x")):
        assert page.evaluate("async (code) => (await TTHC.judge(TTHC.read(code))).status", code.replace(*change)) == "unknown"


def test_a_slip_given_out_after_a_pause_is_not_judged(visit: Callable[..., Page], catalog: Catalog) -> None:
    """The page derives no pauses: it shows the time at the receipt, and says whom to ask about the new one."""
    events = [Pause("2024-10-03 09:00", "2024-10-07 10:00", "bo-sung-ho-so")]
    decision = Engine(catalog).decide("1.004873", level="commune", received_at="2024-10-02 10:00", history=events)
    page = visit(f"kiem-tra.html#{qr_text(decision, None).removeprefix('tthc:')}")
    page.wait_for_selector("#slip-check[data-verdict=unknown]")
    shown = page.inner_text("#verdict")
    assert "Sau khi tiếp nhận, hồ sơ đã tạm dừng" in shown
    assert re.search(r"Hạn trên giấy\s+17:00 thứ Năm 10/10/2024", shown)
    assert re.search(r"Hạn lúc tiếp nhận\s+.*thứ Hai 07/10/2024", shown)


def test_a_corrected_promise_is_named(visit: Callable[..., Page], catalog: Catalog) -> None:
    """A slip of the first release that the catalog has corrected since was right when it was given out; the page says so, and why."""
    release = Verifier(catalog).sources[0]
    decision = release.engine.decide("1.004873", level="commune", case="xac-minh", received_at=dt.datetime(2026, 8, 3, 9))
    code = qr_text(decision, None)
    page = visit(f"kiem-tra.html#{code.removeprefix('tthc:')}")
    page.wait_for_selector("#slip-check[data-verdict=corrected]")
    (verdict,) = [Verifier(catalog).verify(from_qr(code.removeprefix("tthc:"), "x"))]
    assert (verdict.status, verdict.promised, verdict.since) == ("different", True, catalog.version)
    assert verdict.corrections[0].why in page.inner_text("#verdict")


def test_the_slip_carries_its_code_and_nothing_personal(catalog: Catalog, tmp_path: Path) -> None:
    """JSON and HTML carry the text of the code, the library verifies it, and no particular of the applicant is in it."""
    decision = Engine(catalog).decide("1.001193", level="commune", received_at="2023-09-29 15:31")
    particulars: Any = Particulars(name="Nguyễn Văn A", phone="0912345678", address="Xã B")
    slip = slip_for(decision, particulars, base_url="https://example.vn/tthc/")
    check = slip_data(slip)["check"]
    assert check.startswith("https://example.vn/tthc/kiem-tra.html#v=1&")
    assert not re.search(r"Nguy|0912|%C3", check)
    page = slip_html(slip)
    assert "<svg" in page
    path = tmp_path / "slip.html"
    path.write_text(page, "utf-8")
    from tthc_catalog.releases.papers import read_papers

    (paper,) = read_papers(path)
    assert Verifier(catalog).verify(paper).status == "same"


def test_a_slip_in_pdf_is_read_by_its_code(catalog: Catalog, tmp_path: Path) -> None:
    """The code in the PDF is found, with and without the address of a site."""
    from tthc_catalog.publication.desk.slip_sheets import slip_pdf
    from tthc_catalog.releases.papers import read_papers

    decision = Engine(catalog).decide("1.004873", level="commune", received_at="2024-03-08 15:45", case="xac-minh")
    slip = slip_for(decision, Particulars(), base_url="https://example.vn/")
    path = tmp_path / "slip.pdf"
    path.write_bytes(slip_pdf(slip))
    (paper,) = read_papers(path)
    assert Verifier(catalog).verify(paper).status == "same"
