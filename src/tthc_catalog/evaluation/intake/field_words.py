"""Words and codes that exports use for the values of states, channels, levels, and yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

STOPPED, LEAVING = "stopped", "leaving"
"""Words whose state depends on the completion: processing stopped, and a request to withdraw."""

BY_COMPLETION = {STOPPED: ("paused", "refused"), LEAVING: ("in_progress", "withdrawn")}
"""The state of such a word without and with a completion."""

EMPTY_WORDS = frozenset(
    ("", "-", "--", "\u2013", "\u2014", "n/a", "na", "null", "(null)", "none", "nan", "khong ro", "chua ro", "khong co thong tin")
)
"""Spellings of an empty cell, in lower case and without accents."""

_STATE_WORDS = {
    "received": (
        "moi tiep nhan", "da tiep nhan", "tiep nhan", "cho tiep nhan", "cho xu ly", "moi dang ky", "duoc tiep nhan", "ho so moi", "moi nop",
        "moi", "da nop", "new", "receiving", "collecting", "1", "2",
    ),
    "in_progress": (
        "dang xu ly", "dang giai quyet", "dang thuc hien", "cho ket qua", "cho phe duyet", "cho ky", "dang trinh ky", "cho lien thong",
        "dang lien thong", "cho tham dinh", "processing", "in progress", "handover", "interoperating", "4",
    ),
    "paused": (
        "tam dung", "cho bo sung", "yeu cau bo sung", "tam dung cho bo sung", "yeu cau bo sung giay to", "yeu cau bo sung ho so",
        "cho bo sung ho so", "cho bo sung giay to", "yeu cau thuc hien nghia vu tai chinh", "cho thuc hien nghia vu tai chinh",
        "cho thanh toan", "cho nop phi", "tam dung xu ly", "tam dung giai quyet", "waiting", "paying", "correcting", "pausing", "5", "6",
    ),
    "resolved": (
        "da giai quyet", "da co ket qua", "co ket qua", "da tra ket qua", "hoan thanh", "da hoan thanh", "da xu ly xong", "da tra", "done",
        "releasing", "posting", "da xu ly", "cho tra ket qua", "da tra ket qua cho cong dan", "da giai quyet xong", "9", "10",
    ),
    "returned_incomplete": (
        "tra lai", "tra lai bo sung", "khong du dieu kien tiep nhan", "tra ho so", "returned", "tra lai ho so", "khong duoc tiep nhan",
        "khong tiep nhan", "tu choi tiep nhan", "3",
    ),
    "refused": ("tu choi", "khong giai quyet", "khong dong y", "tu choi giai quyet", "denied", "unresolved"),
    "withdrawn": ("rut", "rut ho so", "xin rut", "cong dan rut", "cancelled", "da rut", "da huy", "huy ho so", "da rut ho so", "cong dan rut ho so"),
    STOPPED: ("dung xu ly", "dung giai quyet", "da dung xu ly", "8"),
    LEAVING: ("cong dan yeu cau rut ho so", "yeu cau rut ho so", "xin rut ho so", "cancelling", "7"),
}  # fmt: skip
"""The numbers are those of the ten states of the national public-service portal."""

_CHANNEL_WORDS = {
    "online": (
        "truc tuyen", "dich vu cong", "nop truc tuyen", "cong dich vu cong", "internet", "truc tuyen toan trinh", "truc tuyen mot phan",
        "toan trinh", "mot phan", "dich vu cong truc tuyen", "dich vu cong truc tuyen toan trinh", "dich vu cong truc tuyen mot phan",
        "dich vu cong quoc gia", "cong dich vu cong quoc gia", "dvc quoc gia", "cong dvc quoc gia", "cong dvc", "dvcqg", "dvctt", "dvc",
        "dvc truc tuyen", "dvctt toan trinh", "dvctt mot phan", "dvc toan trinh", "dvc mot phan", "qua mang", "nop qua mang",
        "cong dich vu cong cua tinh", "cong dvc cua tinh", "cong dvc tinh",
    ),
    "in_person": (
        "truc tiep", "nop truc tiep", "tai bo phan mot cua", "mot cua", "truc tiep tai bo phan mot cua", "truc tiep tai mot cua", "tai quay",
        "tai bo phan tiep nhan va tra ket qua", "truc tiep tai bo phan tiep nhan va tra ket qua", "truc tiep tai trung tam",
        "tai trung tam phuc vu hanh chinh cong", "truc tiep tai trung tam phuc vu hanh chinh cong", "nop tai mot cua",
    ),
    "postal": (
        "buu chinh", "buu dien", "qua buu chinh", "dich vu buu chinh", "buu chinh cong ich", "bcci", "qua buu dien", "nop qua buu dien",
        "dich vu buu chinh cong ich", "qua dich vu buu chinh cong ich", "qua buu chinh cong ich", "nop qua buu chinh", "dich vu bcci",
    ),
}  # fmt: skip

STATE_WORDS = {word: state for state, words in _STATE_WORDS.items() for word in (state.replace("_", " "), *words)}
CHANNEL_WORDS = {word: channel for channel, words in _CHANNEL_WORDS.items() for word in (channel.replace("_", " "), *words)}
LEVEL_WORDS = {
    "cap xa": "commune", "xa": "commune", "commune": "commune", "cap huyen": "district", "huyen": "district", "district": "district",
    "cap tinh": "province", "tinh": "province", "province": "province",
}  # fmt: skip
TICKS = {**dict.fromkeys("✓✔☑√✅+●", "x"), **dict.fromkeys("☐✗✘☒❌", "khong")}
"""Signs that stand for a word."""

FLAG_WORDS = {
    **dict.fromkeys(
        ("true", "1", "co", "x", "v", "yes", "y", "da", "roi", "dung", "c", "da thanh toan", "da nop", "da so hoa", "da xin loi"), True
    ),
    **dict.fromkeys(
        ("false", "0", "khong", "no", "n", "chua", "sai", "k", "chua thanh toan", "chua nop", "chua so hoa", "chua xin loi"), False
    ),
}
NO_FLAG = frozenset(("khong phai thanh toan", "khong thu phi", "khong phai nop", "mien phi", "khong ap dung"))
"""The question does not arise: neither yes nor no."""

ONLINE_HEADERS = frozenset(("online", "truc tuyen", "nop truc tuyen", "ho so truc tuyen"))
"""Headers of a channel column that only says whether the dossier was filed online."""

ONLINE_FLAGS: Mapping[str, Any] = {word: "online" if yes else "in_person" for word, yes in FLAG_WORDS.items()}

NATIONAL_CHANNELS = {"1": "in_person", "2": "online", "3": "postal"}
"""Codes of one-stop systems. They are proposed, never assumed: other systems use the same numbers for something else."""
