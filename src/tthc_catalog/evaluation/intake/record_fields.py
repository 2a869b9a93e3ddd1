"""Fields of a dossier record, the headers that exports use for them, and the headers that are never read.

The fields are those of ``schemas/dossier-record.schema.json``: only what evaluation needs, nothing that identifies a citizen.
"""

from __future__ import annotations

import re
import unicodedata

from tthc_catalog.decisions.written_moments import visible

MOMENTS = ("received_at", "completed_at", "returned_at", "due_at")
HOUR = ".hour"
"""Suffix of a moment's field for the column of its time of day, where date and time have two columns."""

FLAGS = ("paid_online", "result_digitised", "apology_issued")
WORDS = ("level", "unit", "code", "case", "official", "channel", "state")
IDS = ("record_id", "dossier_id", "corrects")

FIELDS = (*IDS, "level", "unit", "code", "case", "official", "channel", "state", *MOMENTS, "pauses", "paused_days", *FLAGS)
"""Every field, in the order of the schema."""

REQUIRED = ("dossier_id", "unit", "code", "received_at")
"""Fields that every file must provide, by a column or by a constant."""

STATES = ("received", "in_progress", "paused", "resolved", "returned_incomplete", "refused", "withdrawn")
OPEN_STATES = STATES[:3]

OPTIONAL = ("level", "channel", "state", "paid_online", "result_digitised", "apology_issued", "due_at", "returned_at")
"""Fields whose unreadable cells are dropped and counted; the dossier is kept."""

_HEADERS = {
    "record_id": ("record id", "ma ban ghi"),
    "dossier_id": ("dossier", "dossier no", "dossierno", "ma ho so", "so ho so", "ma so ho so", "so bien nhan", "ma bien nhan"),
    "corrects": ("correction of", "dinh chinh cho", "ban ghi duoc dinh chinh"),
    "level": ("cap", "cap giai quyet", "cap thuc hien"),
    "unit": (
        "office", "unit id", "don vi", "ma don vi", "don vi tiep nhan", "don vi giai quyet", "co quan", "co quan giai quyet",
        "co quan thuc hien", "govagencycode", "noi tiep nhan", "ten co quan", "ten don vi", "don vi thuc hien", "don vi xu ly",
    ),
    "code": ("procedure", "procedure code", "ma thu tuc", "ma tthc", "ma thu tuc hanh chinh", "servicecode", "ma dich vu", "ma dich vu cong"),
    "case": ("case id", "truong hop", "ma truong hop"),
    "official": (
        "official id", "ma can bo", "ma cong chuc", "ma can bo xu ly", "ma nguoi giai quyet", "ma cong chuc giai quyet", "ma nguoi xu ly",
    ),
    "channel": ("kenh nop", "hinh thuc nop", "hinh thuc tiep nhan", "kenh tiep nhan", "phuong thuc nop", "cach nop", "online"),
    "state": ("status", "trang thai", "tinh trang", "trang thai ho so", "tinh trang ho so", "dossierstatus", "ket qua xu ly", "trang thai xu ly", "tinh trang xu ly", "tinh trang giai quyet"),
    "received_at": (
        "received", "ngay tiep nhan", "ngay nhan", "thoi gian tiep nhan", "thoi diem tiep nhan", "ngay gio tiep nhan", "receivedate",
        "ngay nhan ho so", "ngay tiep nhan ho so", "ngay gio nhan",
    ),
    "completed_at": (
        "completed", "result ready", "ngay co ket qua", "ngay hoan thanh", "ngay giai quyet", "thoi gian hoan thanh", "ngay ket thuc",
        "ngay ket thuc xu ly", "ngay gio co ket qua", "releasedate", "thoi diem co ket qua", "ngay giai quyet xong", "ngay xu ly xong",
        "thoi gian co ket qua", "thoi gian giai quyet xong", "thoi gian xu ly xong",
    ),
    "returned_at": (
        "returned", "ngay tra", "ngay tra ket qua", "thoi gian tra ket qua", "ngay tra kq", "finishdate", "ngay nhan ket qua",
        "thoi diem tra ket qua", "ngay gio tra ket qua",
    ),
    "due_at": (
        "due", "printed due", "due printed", "ngay hen tra", "hen tra", "ngay hen", "ngay hen tra ket qua", "han tra", "han giai quyet", "duedate",
        "thoi gian hen tra", "han xu ly", "ngay den han", "thoi han tra", "han tra ket qua", "thoi gian hen tra ket qua", "ngay hen tra kq",
    ),
    "pauses": ("paused", "tam dung", "khoang tam dung"),
    "paused_days": ("so ngay tam dung", "so ngay dung", "ngay tam dung"),
    "paid_online": ("thanh toan truc tuyen", "nop phi truc tuyen", "le phi truc tuyen"),
    "result_digitised": ("so hoa ket qua", "so hoa", "ket qua so hoa", "da so hoa"),
    "apology_issued": ("apology", "xin loi", "thu xin loi", "phieu xin loi", "co thu xin loi"),
}  # fmt: skip

_HOUR_HEADERS = {
    "received_at": ("gio tiep nhan", "gio nhan", "gio nhan ho so", "gio tiep nhan ho so"),
    "completed_at": ("gio co ket qua", "gio hoan thanh", "gio giai quyet", "gio ket thuc", "gio giai quyet xong", "gio xu ly xong"),
    "returned_at": ("gio tra", "gio tra ket qua", "gio tra kq"),
    "due_at": ("gio hen tra", "gio hen", "gio hen tra ket qua", "gio hen tra kq"),
}

_FIELD_OF_HEADER = {name: field for field, names in _HEADERS.items() for name in (field.replace("_", " "), field.replace("_", ""), *names)}
_FIELD_OF_HEADER |= {name: field + HOUR for field, names in _HOUR_HEADERS.items() for name in names}

_PERSONAL = re.compile(
    r"\b(ho ten|ho va ten|ho dem|ten (nguoi|cong dan|to chuc|ca nhan|khach|chu|doanh nghiep|can bo|cong chuc)|nguoi nop|nguoi yeu cau"
    r"|chu ho so|nguoi dai dien|nguoi uy quyen|nguoi duoc|nguoi nhan|nguoi tiep nhan|nguoi giai quyet|nguoi xu ly|ca nhan|cong dan"
    r"|cccd|cmnd|cmt|can cuoc|dinh danh|ho chieu|giay to tuy than|dien thoai|sdt|so dt|di dong|dia chi|thuong tru|tam tru|noi o|que quan"
    r"|ngay sinh|nam sinh|gioi tinh|dan toc|email|thu dien tu|ma so thue|chu ky|ky nhan|ky ten"
    r"|full ?name|first ?name|last ?name|citizen|applicant\w*|delegate\w*|contact\w*|owner\w*|phone\w*|tel ?no|mobile|address\w*"
    r"|identity|id ?card|passport|birth\w*|gender)\b"
    r"|^(ten|name|tel|cccd|cmnd)$|idno$|telno$|applicant|delegate|contactname"
)

_NO_WORD = re.compile(r"[^a-z0-9]+")

_PERSON_NUMBER = re.compile(r"(?:\+84|0)\d{9}|\d{9}|\d{12}")


def plain_words(header: str) -> str:
    """Return a header for comparison: lower case, without accents, words separated by single spaces.

    >>> plain_words(" Mã hồ sơ_(*) ")
    'ma ho so'
    """
    text = visible(header)
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(_NO_WORD.sub(" ", text.lower()).split())


def is_personal(header: str) -> bool:
    """Return whether a header looks like the name, identity number, phone or address of a citizen or an official."""
    words = plain_words(header)
    return words not in _FIELD_OF_HEADER and _PERSONAL.search(words) is not None


def field_of(header: str) -> str | None:
    """Return the field that a header names, or None; the field of a column of times ends with `HOUR`."""
    return _FIELD_OF_HEADER.get(plain_words(header))


def is_pseudonym(official: str) -> bool:
    """Return whether an official's id is a pseudonym: one short word that is no phone or identity number."""
    return (
        re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", official) is not None
        and _PERSON_NUMBER.fullmatch(re.sub(r"[._-]", "", official)) is None
    )
