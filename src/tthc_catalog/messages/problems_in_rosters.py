"""Problems of rosters: days nobody serves, people in two places, fields in nobody's hands."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import CHANGE_TO, Page

PAGES: dict[str, Page] = {
    "roster-day-missing": Page(
        title=("Ngày của mô hình chưa có người trực", "A model day nobody is on duty for"),
        message=("ngày {found} là ngày của mô hình nhưng lịch trực không có", "{found} is a model day, and the roster has no entry for it"),
        hint=("thêm {hint} với người ký, các vị trí và tình nguyện viên", "add {hint} with its signatory, posts and volunteers"),
        why=(
            "Kế hoạch hứa trả kết quả trong ngày; không có người trực thì lời hứa không giữ được.",
            "The plan promises same-day results; with nobody on duty the promise cannot be kept.",
        ),
        remedy=(
            "Xếp người trực cho ngày đó, hoặc rút ngắn thời gian của lịch trực. Lệnh tthc sessions cho biết các ngày của mô hình.",
            "Put people on duty for the day, or shorten the roster's period. tthc sessions shows the model days.",
        ),
    ),
    "roster-day-extra": Page(
        title=("Xếp trực vào ngày không có mô hình", "Duty on a day that is no model day"),
        message=("ngày {found} không phải ngày của mô hình: {reason}", "{found} is no model day: {reason}"),
        hint=("bỏ mục này", "take the entry out"),
        why=("Người được xếp sẽ đến mà không có việc của mô hình.", "Those listed would come for nothing."),
        remedy=("Bỏ mục, hoặc sửa ngày. Lệnh tthc sessions cho biết vì sao.", "Take it out or correct the date. tthc sessions says why."),
    ),
    "roster-day-repeated": Page(
        title=("Một ngày có hai mục trực", "Two entries for one day"),
        message=("ngày {found} đã có ở dòng {first_line}", "{found} already stands on line {first_line}"),
        hint=("gộp hai mục, hoặc sửa ngày", "merge the entries, or correct the date"),
        why=("Không biết mục nào đúng.", "Nobody can tell which entry holds."),
        remedy=("Để mỗi ngày một mục.", "Keep one entry a day."),
    ),
    "roster-day-outside": Page(
        title=("Ngày trực ngoài thời gian của lịch", "A day outside the roster's period"),
        message=("ngày {found} nằm ngoài {expected}", "{found} lies outside {expected}"),
        hint=("sửa ngày, hoặc effective_from và effective_until", "correct the date, or effective_from and effective_until"),
        why=("Chỉ những ngày trong thời gian của lịch được kiểm tra đủ người.", "Only days within the period are checked for cover."),
        remedy=("Sửa ngày, hoặc mở rộng thời gian.", "Correct the date, or widen the period."),
    ),
    "roster-person": Page(
        title=("Người được xếp không có, hoặc sai vai trò", "Somebody unknown, or in the wrong role"),
        message=("“{found}” không phải là {role} trong people", "“{found}” is no {role} in people"),
        hint=CHANGE_TO,
        why=(
            "Chỉ người có thẩm quyền mới được ký; chỉ công chức mới được nhận hồ sơ.",
            "Only a signatory may sign, and only an official may receive dossiers.",
        ),
        remedy=("Sửa mã, hoặc thêm người vào people với đúng vai trò.", "Correct the id, or add the person to people in that role."),
    ),
    "roster-post": Page(
        title=("Vị trí không có trong lịch trực", "A post the roster does not have"),
        message=("không có vị trí “{found}” trong posts", "there is no post “{found}” in posts"),
        hint=CHANGE_TO,
        why=("Người trực phải biết mình ngồi ở đâu.", "Those on duty must know where they sit."),
        remedy=("Sửa mã vị trí, hoặc thêm vị trí vào posts.", "Correct the id, or add the post to posts."),
    ),
    "roster-field": Page(
        title=("Lĩnh vực không có công chức trực", "A field with no official on duty"),
        message=(
            "ngày {date} không có công chức nào phụ trách lĩnh vực “{found}”",
            "on {date} no official on duty handles the field “{found}”",
        ),
        hint=("xếp một công chức có {found} trong fields", "put an official with {found} in fields on duty"),
        why=(
            "Thủ tục của lĩnh vực đó được hứa trả trong ngày nhưng không ai giải quyết.",
            "Its procedures are promised the same day, and nobody would resolve them.",
        ),
        remedy=(
            "Xếp thêm công chức của lĩnh vực, hoặc ghi lĩnh vực vào người đang trực.",
            "Add an official of the field, or list the field with one on duty.",
        ),
    ),
    "roster-volunteers": Page(
        title=("Thiếu tình nguyện viên", "Too few volunteers"),
        message=("ngày {date} có {found} tình nguyện viên, cần {expected}", "{date} has {found} volunteers and needs {expected}"),
        hint=("xếp thêm cho đủ {expected}", "add volunteers until there are {expected}"),
        why=(
            "Kế hoạch cho cấp xã xếp tình nguyện viên giúp người dân kê khai và nộp trực tuyến.",
            "The plan lets communes roster volunteers who help people declare and file online.",
        ),
        remedy=("Xếp thêm người, hoặc giảm volunteers_needed.", "Add people, or lower volunteers_needed."),
    ),
    "roster-double": Page(
        title=("Một người trực hai nơi cùng ngày", "One person in two places on one day"),
        message=("“{found}” đã trực ngày {date} ở {other}", "“{found}” is already on duty on {date} at {other}"),
        hint=("xếp người khác", "put somebody else on duty"),
        why=("Một người không thể ở hai nơi.", "Nobody can be in two places."),
        remedy=(
            "Thay người ở một trong hai chỗ. Một mã là một người trong mọi lịch trực.",
            "Replace one of the two. One id is one person in all rosters.",
        ),
    ),
}
