"""Portal records as JSON: one object for each procedure, in one file, several files or a folder."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tthc_catalog.errors import ImportingError
from tthc_catalog.importing.document_numbers import document_numbers
from tthc_catalog.importing.found_facts import LEVEL_WORDS, FoundChannel, FoundList, FoundProcedure, Unclear
from tthc_catalog.importing.portal.channel_table import ChannelRow, channel_rows, found_channels
from tthc_catalog.importing.portal.paper_table import found_papers
from tthc_catalog.records.lookup import normalise_code
from tthc_catalog.value_formats import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOTHING = frozenset({"", "--", "không có thông tin"})
"""Values that state nothing."""

MOST_BYTES = 32 * 2**20
"""The largest file that is read."""

KEYS = ("ma_thu_tuc", "ten_thu_tuc")
"""Keys without which an object is no record of the portal."""

COLUMNS = frozenset({"code", "name", "levels", "field", "time", "fee", "papers", "results", "authority", "decision", "documents"})
_END_OF_RESULTS = ("Từ khóa", "Chọn cơ quan thực hiện")


def recognises(path: Path, start: bytes) -> bool:
    """Return whether a file starts like JSON that could hold such records."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return text[:1] in (b"{", b"[") and b"@context" not in start and path.suffix.lower() not in (".yaml", ".yml", ".jsonld")


def read_records(path: Path) -> FoundList:
    """Read the records of a file.

    Raises:
        ImportingError: it is no JSON, or holds no record.
        OSError: it cannot be read.
    """
    data = load_json(path)
    objects = data if isinstance(data, list) else [data]
    procedures = []
    skipped = []
    for number, record in enumerate(objects, 1):
        place = path.name if len(objects) == 1 else f"{path.name}: {number}"
        if not isinstance(record, dict) or not all(isinstance(record.get(key), str) for key in KEYS):
            skipped.append((place, str(record)[:80]))
            continue
        procedures.append(procedure_of({k: v for k, v in record.items() if isinstance(v, str)}, place))
    if not procedures:
        raise ImportingError("importing.error.no_records", file=path.name)
    return FoundList(source=path.name, procedures=tuple(procedures), source_type="site", skipped=tuple(skipped), columns=COLUMNS)


def load_json(path: Path) -> Any:
    """Read a JSON file of a bounded size.

    Raises:
        ImportingError: it is too large, or no JSON.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ImportingError("importing.error.too_large", file=path.name, megabytes=MOST_BYTES >> 20)
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ImportingError("importing.error.damaged", file=path.name) from error


def procedure_of(record: Mapping[str, str], place: str, *, rows: tuple[ChannelRow, ...] | None = None) -> FoundProcedure:
    """Return what one record states.

    Args:
        record: its texts by key.
        place: its place in the source.
        rows: the rows of its table of channels, if the source keeps the cells apart.
    """
    texts = {key: unicodedata.normalize("NFC", value).replace("\xa0", " ") for key, value in record.items()}

    def value(key: str) -> str | None:
        found = " ".join(texts.get(key, "").split())
        return None if found.lower() in NOTHING else found

    printed = value("ma_thu_tuc") or ""
    code = normalise_code(printed)
    unclear: list[Unclear] = []
    steps = tuple(texts.get(key, "") for key in ("trinh_tu_thuc_hien", "cach_thuc_thuc_hien", "yeu_cau_dieu_kien"))
    rows = rows or channel_rows(texts.get("cach_thuc_thuc_hien", ""))
    if rows is None:
        channels: tuple[FoundChannel, ...] = ()
        stated = value("cach_thuc_thuc_hien")
        if stated is not None:
            unclear += [Unclear(fact=fact, reason="channels_words", quoted=stated) for fact in ("time", "fee")]
    else:
        channels, doubts = found_channels(rows, steps)
        unclear += doubts
    papers, doubts = found_papers(texts.get("thanh_phan_ho_so", ""))
    unclear += doubts
    level_text = value("cap_thuc_hien") or ""
    results = tuple(_results(texts.get("ket_qua_xu_ly", "")))
    unclear += [Unclear(fact="results", reason="results_long", quoted=name) for name in results if len(name) > 300]
    places = {
        "row": place,
        "code": f"{place}: ma_thu_tuc",
        "name": f"{place}: ten_thu_tuc",
        "level": f"{place}: cap_thuc_hien",
        "time": f"{place}: cach_thuc_thuc_hien",
        "papers": f"{place}: thanh_phan_ho_so",
        "results": f"{place}: ket_qua_xu_ly",
        "authority": f"{place}: {_authority_key(value)}",
        "documents": f"{place}: can_cu_phap_ly",
    }
    return FoundProcedure(
        code=code if is_code(code) else None,
        printed=(printed,),
        name=value("ten_thu_tuc"),
        levels=tuple(id for words, id in LEVEL_WORDS.items() if words in level_text.lower()),
        field=value("linh_vuc"),
        channels=channels,
        papers=papers,
        results=tuple(name for name in results if len(name) <= 300),
        authority=value(_authority_key(value)),
        decision=value("so_quyet_dinh"),
        documents=document_numbers(texts.get("can_cu_phap_ly", "")),
        url=value("detail_url"),
        unclear=tuple(unclear),
        places=places,
    )


def _authority_key(value: Any) -> str:
    """Return the key of the deciding authority, else of the body that handles it."""
    return "co_quan_co_tham_quyen" if value("co_quan_co_tham_quyen") else "co_quan_thuc_hien"


def _results(text: str) -> Iterator[str]:
    """Yield the names of the results, each of which ends with its code on the portal."""
    for end in _END_OF_RESULTS:
        text = text.split(end, maxsplit=1)[0]
    import re

    names = re.split(r"Mã:\s*KQ[.\-][A-Z]\d{2}[.\-]\d{6}", text)
    for name in names[:-1] if len(names) > 1 else names:
        plain = " ".join(name.split())
        if plain.lower() not in NOTHING:
            yield plain
