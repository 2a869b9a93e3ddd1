"""Texts of the ranking: its formula in words."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "ranking.term": ("{weight} × {share}", "{weight} × {share}"),
    "ranking.term.optional": ("{weight} × {share} (nếu đủ hồ sơ)", "{weight} × {share} (where it rests on enough)"),
    "ranking.formula": (
        (
            "Điểm = trung bình có trọng số của cận dưới các tỷ lệ: {terms}. Cận dưới theo khoảng tin cậy Wilson {confidence} %. Mỗi tỷ lệ bắt buộc "
            "phải có ít nhất {minimum} hồ sơ mới được xếp hạng. Điểm làm tròn đến 0,01; bằng điểm thì đồng hạng."
        ),
        (
            "Score = the weighted mean of the lower bounds of the shares: {terms}. Lower bounds by the Wilson interval at {confidence}%. Each "
            "required share must rest on at least {minimum} dossiers to be ranked. Scores are rounded to 0.01; equal scores share a place."
        ),
    ),
    "ranking.title": ("Xếp hạng {by}: {level}", "Ranking {by}: {level}"),
    "ranking.place": ("Hạng", "Place"),
    "ranking.score": ("Điểm", "Score"),
    "ranking.upper": ("Cận trên", "Upper bound"),
    "ranking.bounds": ("từ {low} đến {high}", "{low} to {high}"),
    "ranking.unranked": (
        "Chưa xếp hạng vì ít hơn {minimum} hồ sơ ở một tỷ lệ bắt buộc: {names}.",
        "Not ranked, with fewer than {minimum} dossiers in a required share: {names}.",
    ),
    "ranking.nobody": ("Không có nhóm nào đủ số hồ sơ để xếp hạng.", "No group has dossiers enough to be ranked."),
}
