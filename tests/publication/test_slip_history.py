"""Slips given out after pauses and new appointments; the times are counted by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tthc_catalog.cli import main
from tthc_catalog.errors import PublicationError
from tthc_catalog.publication.desk.slip import Particulars, slip_data, slip_for
from tthc_catalog.publication.desk.slip_sheets import slip_html, slip_pdf
from tthc_catalog.releases.papers import from_qr
from tthc_catalog.releases.verification import Verifier

if TYPE_CHECKING:
    from pathlib import Path

    from tthc_catalog.engine import Engine
    from tthc_catalog.records.catalog import Catalog

PAPERS, AGAIN = "bo-sung-ho-so", "hen-lai"

VECTORS: dict[str, tuple[str, list[tuple[str | None, ...]], str | None, str]] = {
    # receipt, events, the earlier time that no longer holds, the time of return
    "papers count again from Monday: 8, 9, 10/10": (
        "2024-10-02 10:00",
        [("2024-10-03 09:00", "2024-10-07 10:00", PAPERS)],
        "17 giờ 00 phút, ngày 07 tháng 10 năm 2024",
        "17 giờ 00 phút, ngày 10 tháng 10 năm 2024",
    ),
    "a wait over a weekend takes Friday and Monday out": (
        "2024-10-02 10:00",
        [("2024-10-03 09:00", "2024-10-07 10:00", None)],
        "17 giờ 00 phút, ngày 07 tháng 10 năm 2024",
        "17 giờ 00 phút, ngày 09 tháng 10 năm 2024",
    ),
    "a wait within one day moves nothing": (
        "2024-10-02 10:00",
        [("2024-10-03 09:00", "2024-10-03 15:00", None)],
        None,
        "17 giờ 00 phút, ngày 07 tháng 10 năm 2024",
    ),
    "a wait that lasts moves nothing yet": (
        "2024-10-02 10:00",
        [("2024-10-03 09:00", None, None)],
        None,
        "17 giờ 00 phút, ngày 07 tháng 10 năm 2024",
    ),
    "an apology appoints another moment": (
        "2024-10-02 10:00",
        [("2024-10-04 08:00", "2024-10-09 10:00", AGAIN)],
        "17 giờ 00 phút, ngày 07 tháng 10 năm 2024",
        "10 giờ 00 phút, ngày 09 tháng 10 năm 2024",
    ),
    "a wait after an apology moves the term: 7 and 8/10 are out": (
        "2024-10-02 10:00",
        [("2024-10-04 08:00", "2024-10-08 10:00", AGAIN), ("2024-10-04 09:00", "2024-10-08 10:00", None)],
        "17 giờ 00 phút, ngày 07 tháng 10 năm 2024",
        "17 giờ 00 phút, ngày 09 tháng 10 năm 2024",
    ),
    "the desk closes at 16:30 from November": (
        "2024-10-30 10:00",
        [("2024-10-31 09:00", "2024-11-01 10:00", None)],
        "16 giờ 30 phút, ngày 04 tháng 11 năm 2024",
        "16 giờ 30 phút, ngày 05 tháng 11 năm 2024",
    ),
    "a promise before 09:00 of Monday moves to Tuesday": (
        "2024-10-04 15:31",
        [("2024-10-04 16:00", "2024-10-07 08:00", None)],
        "trước 09 giờ 00 phút, ngày 07 tháng 10 năm 2024",
        "trước 09 giờ 00 phút, ngày 08 tháng 10 năm 2024",
    ),
    "over Tết only the first working day, 15/02, is out": (
        "2024-02-06 10:00",
        [("2024-02-07 09:00", "2024-02-15 09:00", None)],
        "16 giờ 30 phút, ngày 16 tháng 02 năm 2024",
        "16 giờ 30 phút, ngày 19 tháng 02 năm 2024",
    ),
}


def _slip(engine: Engine, received_at: str, history: Any, **more: Any) -> Any:
    return slip_for(engine.decide("1.004873", level="commune", received_at=received_at, history=history, **more), Particulars())


@pytest.mark.parametrize("name", VECTORS)
def test_the_slip_states_the_events_and_both_times(engine: Engine, catalog: Catalog, name: str) -> None:
    """The receipt stays, the new time of return is printed, the earlier one is struck, and every event is stated in both languages."""
    received_at, history, superseded, due = VECTORS[name]
    slip = _slip(engine, received_at, history)
    values = {name: value for name, _, value in slip.after}
    assert values["due_at"] == due
    assert values.get("promised_at") == superseded
    assert len(slip.events) == len(history)
    page = slip_html(slip)
    assert (f'<dd class="superseded">{superseded}</dd>' in page) == (superseded is not None)
    assert all(line in page for line in slip.events)
    for event, note in zip(slip_data(slip)["events"], slip.decision.history, strict=True):
        assert event["vi"].startswith(note.kind.name)
        assert event["en"].startswith(note.kind.name_en)
        assert "Căn cứ: " in event["vi"]
    paper = from_qr(slip.check.removeprefix("tthc:"), name)
    assert Verifier(catalog).verify(paper).status == "same"


def test_the_code_states_the_history(engine: Engine, catalog: Catalog) -> None:
    """A code with another due time or another pause is found; one without its history would be wrong."""
    slip = _slip(engine, "2024-10-02 10:00", [("2024-10-03 09:00", "2024-10-07 10:00", PAPERS)])
    code = slip.check.removeprefix("tthc:")
    assert code.startswith("v=2&")
    for old, new in (("d=2024-10-10", "d=2024-10-09"), ("2024-10-07T10:00", "2024-10-08T10:00"), ("&h=", "&x=")):
        assert Verifier(catalog).verify(from_qr(code.replace(old, new), "x")).status == "different"


@pytest.mark.parametrize(("until", "form"), [("2025-09-12 10:00", "01/2018/TT-VPCP"), ("2025-09-16 10:00", "03/2025/TT-VPCP")])
def test_form_and_date_of_a_later_slip(engine: Engine, until: str, form: str) -> None:
    """The form is the one in force when the pause ended; the day of issue is left to fill in."""
    slip = _slip(engine, "2025-09-10 10:00", [("2025-09-11 09:00", until, None)])
    assert slip.form.document == form
    assert slip.place_and_date.endswith("ngày …… tháng …… năm ……")
    assert slip_data(slip)["decision"]["inputs"]["history"]


def test_an_incomplete_dossier_has_no_history(engine: Engine) -> None:
    """A dossier that was not received cannot be paused; the message names what is missing."""
    with pytest.raises(PublicationError) as refused:
        _slip(engine, "2024-10-02 10:00", [("2024-10-03 09:00", None, None)], components=["to-khai"])
    assert "--paused" in refused.value.text("vi")


def test_the_command_takes_pauses_as_due_does(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The option is that of ``tthc due``, with the same problems; the PDF that it writes is verified."""
    call = ["slip", "1.004873", "--level", "commune", "--at", "2024-10-02 10:00", "--paused"]
    file = str(tmp_path / "slip.pdf")
    assert main([*call, "2024-10-03 09:00/2024-10-07 10:00/bo-sung-ho-so", "-o", file]) == 0
    assert main(["verify", file]) == 0
    capsys.readouterr()
    for value in ("2024-10-03", "2024-10-03 09:00/2024-10-07 10:00/khong-co", "2024-10-01 09:00/2024-10-07 10:00"):
        codes, errors = [], []
        for name in ("slip", "due"):
            codes.append(main([name, *call[1:], value]))
            errors.append(capsys.readouterr().err.partition("Cách dùng")[0].replace("tthc slip", "tthc due"))
        assert codes == [2, 2]
        assert errors[0] == errors[1]


def test_pages_of_a_slip_with_events(engine: Engine) -> None:
    """One event leaves the slip on one page of A5."""
    import io

    import pypdf

    slip = _slip(engine, "2024-10-02 10:00", [("2024-10-03 09:00", "2024-10-07 10:00", PAPERS)])
    reader = pypdf.PdfReader(io.BytesIO(slip_pdf(slip)))
    assert len(reader.pages) == 1
