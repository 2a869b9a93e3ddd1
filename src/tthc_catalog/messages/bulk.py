"""Texts about many dossiers: scripts, files and frames."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "bulk.option.sql": (
        "Ghi thành kịch bản SQL cho hệ này: các bảng và một khung nhìn tính hạn cho bảng hồ sơ.",
        "Write an SQL script for this engine instead: its tables, and a view that decides a table of dossiers.",
    ),
    "bulk.sql-done": ("Đã ghi kịch bản {dialect} vào {path}.", "Wrote a {dialect} script to {path}."),
}
