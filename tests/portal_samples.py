"""Records as the portal stores them, made up for the tests of importing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

CHANNEL_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
PAPER_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def record(code: str = "1.900001", **values: str) -> dict[str, str]:
    """Return a record with the keys of the portal; the tables may be given without their heads."""
    data = {
        "ma_thu_tuc": code,
        "ten_thu_tuc": f"Thủ tục thử {code}",
        "so_quyet_dinh": "12/QĐ-BTP",
        "cap_thuc_hien": "Cấp xã",
        "linh_vuc": "Hộ tịch",
        "co_quan_co_tham_quyen": "Ủy ban nhân dân cấp xã",
        "co_quan_thuc_hien": "Không có thông tin",
        "trinh_tu_thuc_hien": "Nộp hồ sơ tại bộ phận một cửa.",
        "cach_thuc_thuc_hien": "Trực tiếp3 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": f"--{PAPER_HEAD}Tờ khai1 bản chính",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnLuật Hộ tịch60/2014/QH13",
        "yeu_cau_dieu_kien": "Không có thông tin",
        "ket_qua_xu_ly": "Giấy xác nhậnMã: KQ.G15.000005Từ khóaKhông có thông tin",
        **values,
    }
    if not data["cach_thuc_thuc_hien"].startswith((CHANNEL_HEAD, "Không")):
        data["cach_thuc_thuc_hien"] = CHANNEL_HEAD + data["cach_thuc_thuc_hien"]
    return data


def write_records(path: Path, *records: dict[str, Any]) -> Path:
    """Write records into one JSON file."""
    path.write_text(json.dumps(list(records), ensure_ascii=False), encoding="utf-8")
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return the content of every file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
