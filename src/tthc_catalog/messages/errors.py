"""Texts of the exceptions: what could not be answered, and what to do."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "error.suggestions": ("Có phải bạn muốn: {suggestions}?", "Did you mean: {suggestions}?"),
    "error.unknown_procedure": (
        "Danh mục không có thủ tục mã {code}.",
        "The catalog has no procedure {code}.",
    ),
    "error.unknown_procedure_at_level": (
        "Danh mục không có thủ tục mã {code} ở cấp {level}.",
        "The catalog has no procedure {code} at level {level}.",
    ),
    "error.unknown_level": (
        "Danh mục không có cấp {level}; các cấp có: {levels}.",
        "The catalog has no level {level}; its levels are: {levels}.",
    ),
    "error.ambiguous_procedure": (
        "Mã {code} có ở nhiều cấp: {levels}. Hãy nêu rõ cấp.",
        "The code {code} stands at several levels: {levels}. Name the level.",
    ),
    "error.not_in_force": (
        "Thủ tục {code} cấp {level} không có hiệu lực vào ngày {day}.",
        "Procedure {code} at level {level} is not in force on {day}.",
    ),
    "error.unknown_case": (
        "Thủ tục {code} không có trường hợp “{case}”.",
        "Procedure {code} has no case “{case}”.",
    ),
    "error.unknown_office": (
        "Không có bộ phận một cửa “{office}” ở cấp {level}.",
        "There is no office “{office}” at level {level}.",
    ),
    "error.unknown_component": (
        "Hồ sơ của thủ tục {code} không có thành phần hay điều kiện “{component}”.",
        "The dossier of procedure {code} has no component or condition “{component}”.",
    ),
    "error.unknown_channel": (
        "Không có cách nộp hồ sơ “{channel}”.",
        "There is no way of filing called “{channel}”.",
    ),
    "error.invalid_instant": (
        "Không đọc được thời điểm “{value}”; hãy viết như 2023-09-29 15:31.",
        "The instant “{value}” cannot be read; write it like 2023-09-29 15:31.",
    ),
    "error.skipped_time": (
        "Đồng hồ ở {zone} không có thời điểm {moment} (bị bỏ qua khi đổi giờ).",
        "Clocks in {zone} never showed {moment}: it was skipped by a change of clock.",
    ),
    "error.out_of_horizon": (
        "{value} nằm ngoài khoảng lịch trả lời được, từ {first} đến hết {last}.",
        "{value} lies outside the days the calendar answers for, {first} to {last} inclusive.",
    ),
    "error.provisional_refused": (
        (
            "Câu trả lời dựa vào ngày chưa có thông báo chính thức (lịch đã quyết định đến hết {decided_through}). "
            "Hãy bổ sung tệp lịch khi có thông báo mới, hoặc bỏ chế độ nghiêm ngặt để nhận câu trả lời tạm tính."
        ),
        (
            "The answer rests on days no official announcement has settled (the calendar is decided through {decided_through}). "
            "Add the new announcement to the calendar file, or leave strict mode to get a provisional answer."
        ),
    ),
    "error.unknown_policy": (
        "{file} chọn quy tắc “{policy}”, nhưng không có quy tắc nào mang tên đó.",
        "{file} chooses the policy “{policy}”, but nothing gives a policy of that name.",
    ),
    "error.unknown_name": (
        "{file} cần “{name}” ({kind}), nhưng thư viện và các phần mở rộng đã cài không có tên đó.",
        "{file} asks for “{name}” ({kind}), but neither the library nor an installed plugin gives it.",
    ),
    "error.unknown_catalog": (
        "“{name}” không phải một thư mục, cũng không phải id của danh mục nào đã cài.",
        "“{name}” is no folder, nor the id of any catalog that is installed.",
    ),
    "error.plugin": (
        "{file} cần “{name}” nhưng không có phần mở rộng nào đang chạy được cung cấp nó: {reason}",
        "{file} asks for “{name}”, which no working plugin provides: {reason_en}",
    ),
    "error.policy_failed": (
        "{file} chọn chính sách “{policy}” của {origin}, nhưng chính sách này gặp lỗi: {reason}",
        "{file} chooses the policy “{policy}” of {origin}, which failed: {reason}",
    ),
}
