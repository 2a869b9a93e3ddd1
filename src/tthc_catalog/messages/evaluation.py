"""Texts of the evaluation: what each figure is called, what each notion means; with what is said of the rows read."""

from __future__ import annotations

from tthc_catalog.messages.evaluation_intake import TEXTS as INTAKE

TEXTS: dict[str, tuple[str, str]] = {
    # --- periods ---
    "evaluation.scheme.month": ("tháng dương lịch", "calendar months"),
    "evaluation.scheme.official": (
        "kỳ báo cáo chính thức, tháng tính từ ngày 15 đến ngày 14",
        "official reporting months, from the 15th to the 14th",
    ),
    "evaluation.period.month": (
        "Tháng {number}/{year}, từ {first} đến {last} ({scheme})",
        "Month {number} of {year}, {first} to {last} ({scheme})",
    ),
    "evaluation.period.quarter": (
        "Quý {number}/{year}, từ {first} đến {last} ({scheme})",
        "Quarter {number} of {year}, {first} to {last} ({scheme})",
    ),
    "evaluation.period.year": ("Năm {year}, từ {first} đến {last} ({scheme})", "Year {year}, {first} to {last} ({scheme})"),
    "evaluation.period.short.month": ("tháng {number}/{year}", "month {number} of {year}"),
    "evaluation.period.short.quarter": ("quý {number}/{year}", "quarter {number} of {year}"),
    "evaluation.period.short.year": ("năm {year}", "year {year}"),
    # --- groupings ---
    "evaluation.by.total": ("Toàn bộ", "All"),
    "evaluation.by.level": ("Theo cấp", "By level"),
    "evaluation.by.field": ("Theo lĩnh vực", "By field"),
    "evaluation.by.unit": ("Theo đơn vị", "By unit"),
    "evaluation.by.procedure": ("Theo thủ tục", "By procedure"),
    "evaluation.by.official": ("Theo người giải quyết (mã ẩn danh)", "By official (pseudonymous id)"),
    "evaluation.name.total": ("Tổng cộng", "Total"),
    "evaluation.name.unknown": ("Không ghi", "Not recorded"),
    "evaluation.name.not_listed": ("Ngoài danh mục", "Not in the catalog"),
    # --- counts ---
    "evaluation.measure.received": ("Tiếp nhận: tổng số", "Received: total"),
    "evaluation.measure.received_online": ("Tiếp nhận trong kỳ: trực tuyến", "Received in the period: online"),
    "evaluation.measure.received_direct": (
        "Tiếp nhận trong kỳ: trực tiếp, dịch vụ bưu chính",
        "Received in the period: in person, by post",
    ),
    "evaluation.measure.received_in_person": ("Trong đó trực tiếp", "Of these in person"),
    "evaluation.measure.received_postal": ("Trong đó qua bưu chính", "Of these by post"),
    "evaluation.measure.received_unknown": ("Trong đó không ghi kênh nộp", "Of these with no channel recorded"),
    "evaluation.measure.carried_over": ("Tiếp nhận: từ kỳ trước chuyển sang", "Received: carried over from before"),
    "evaluation.measure.resolved": ("Đã giải quyết: tổng số", "Resolved: total"),
    "evaluation.measure.resolved_early": ("Đã giải quyết: trước hạn", "Resolved: early"),
    "evaluation.measure.resolved_on_time": ("Đã giải quyết: đúng hạn", "Resolved: on time"),
    "evaluation.measure.resolved_overdue": ("Đã giải quyết: quá hạn", "Resolved: overdue"),
    "evaluation.measure.resolved_unjudged": ("Đã giải quyết: không có hạn để so", "Resolved: no deadline to judge by"),
    "evaluation.measure.in_progress": ("Đang giải quyết: tổng số", "In progress: total"),
    "evaluation.measure.in_progress_within": ("Đang giải quyết: trong hạn", "In progress: within time"),
    "evaluation.measure.in_progress_overdue": ("Đang giải quyết: quá hạn", "In progress: overdue"),
    "evaluation.measure.in_progress_unjudged": ("Đang giải quyết: không có hạn để so", "In progress: no deadline to judge by"),
    "evaluation.measure.state_resolved": ("Có kết quả", "With a result"),
    "evaluation.measure.state_returned_incomplete": ("Trả lại do chưa đủ thành phần", "Returned as incomplete"),
    "evaluation.measure.state_refused": ("Từ chối giải quyết", "Refused"),
    "evaluation.measure.state_withdrawn": ("Người nộp rút hồ sơ", "Withdrawn"),
    "evaluation.measure.state_received": ("Mới tiếp nhận", "Received, not yet taken up"),
    "evaluation.measure.state_paused": ("Tạm dừng, chờ bổ sung", "Paused, waiting for the citizen"),
    "evaluation.measure.state_in_progress": ("Đang xử lý", "Being handled"),
    "evaluation.measure.law_closed": ("Đã giải quyết, so với hạn theo luật", "Resolved, judged by the law"),
    "evaluation.measure.law_early": ("Trước hạn theo luật", "Early by law"),
    "evaluation.measure.law_on_time": ("Đúng hạn theo luật", "On time by law"),
    "evaluation.measure.law_overdue": ("Quá hạn theo luật", "Overdue by law"),
    "evaluation.measure.law_unjudged": ("Không rõ hạn theo luật", "No statutory deadline known"),
    "evaluation.measure.covered": ("Thuộc cam kết của mô hình, nhận trong kỳ", "Covered by the model, received in the period"),
    "evaluation.measure.covered_unjudged": ("Thuộc cam kết nhưng không có giờ trả", "Covered, with no due time"),
    "evaluation.measure.same_day": ("Phải trả trong ngày", "Due the same day"),
    "evaluation.measure.same_day_kept": ("Có kết quả trong ngày", "Ready the same day"),
    "evaluation.measure.same_day_broken": ("Không có kết quả trong ngày", "Not ready the same day"),
    "evaluation.measure.same_day_open": ("Chưa đến hạn trong ngày", "Same-day term still running"),
    "evaluation.measure.later_day": ("Hẹn trả ngày làm việc kế tiếp", "Appointed for the next working day"),
    "evaluation.measure.later_day_kept": ("Đúng hẹn", "Appointment kept"),
    "evaluation.measure.later_day_broken": ("Sai hẹn", "Appointment broken"),
    "evaluation.measure.later_day_open": ("Chưa đến hẹn", "Appointment still to come"),
    "evaluation.measure.same_day_handed_over": ("Người nộp đã nhận kết quả trong ngày", "Collected the same day"),
    "evaluation.measure.promise_late_law_on_time": (
        "Trễ theo cam kết nhưng đúng hạn theo luật",
        "Late for the model but on time in law",
    ),
    "evaluation.measure.paid_online": ("Nộp phí trực tuyến", "Paid online"),
    "evaluation.measure.paid_online_known": ("Có ghi cách nộp phí", "With the way of payment recorded"),
    "evaluation.measure.digitised": ("Kết quả đã số hóa", "Result digitised"),
    "evaluation.measure.digitised_known": ("Có ghi việc số hóa", "With digitising recorded"),
    "evaluation.measure.saved_known": ("So được với thời hạn theo luật", "Comparable with the statutory time"),
    "evaluation.measure.provisional": ("Hạn tạm tính", "With a provisional deadline"),
    # --- rates ---
    "evaluation.share.on_time": ("Tỷ lệ trước hạn và đúng hạn", "Share early or on time"),
    "evaluation.share.early": ("Tỷ lệ trước hạn", "Share early"),
    "evaluation.share.law_on_time": ("Tỷ lệ trước hạn và đúng hạn theo luật", "Share early or on time by law"),
    "evaluation.share.promise_kept": ("Tỷ lệ giữ cam kết", "Share of promises kept"),
    "evaluation.share.same_day_kept": ("Tỷ lệ có kết quả trong ngày", "Share ready the same day"),
    "evaluation.share.later_day_kept": ("Tỷ lệ đúng hẹn ngày kế tiếp", "Share of appointments kept"),
    "evaluation.share.same_day_handed_over": ("Tỷ lệ người nộp nhận trong ngày", "Share collected the same day"),
    "evaluation.share.online": ("Tỷ lệ nộp trực tuyến", "Share filed online"),
    "evaluation.share.paid_online": ("Tỷ lệ nộp phí trực tuyến", "Share paid online"),
    "evaluation.share.digitised": ("Tỷ lệ số hóa kết quả", "Share of results digitised"),
    # --- definitions ---
    "evaluation.definition.early": (
        "Trước hạn: có kết quả trước ngày đến hạn. Có kết quả ngay trong ngày đến hạn là đúng hạn, dù sớm giờ.",
        "Early: the result was ready before the due date. Ready on the due date itself is on time, at whatever hour.",
    ),
    "evaluation.definition.on_time": (
        "Đúng hạn: có kết quả từ ngày đến hạn trở đi và trước thời điểm đầu tiên bị coi là trễ.",
        "On time: the result was ready on the due date or later, and before the first instant that is late.",
    ),
    "evaluation.definition.overdue": (
        "Quá hạn: có kết quả từ thời điểm đầu tiên bị coi là trễ, hoặc đến thời điểm đó vẫn chưa có. Hẹn trước 09:00 thì 09:00:00 là trễ.",
        "Overdue: ready at the first instant that is late or after it, or not ready by then. Appointed before 09:00, 09:00:00 is late.",
    ),
    "evaluation.definition.governing": (
        (
            "Hạn để so ở biểu II.06a là hạn đến trước trong hai hạn: theo luật và theo cam kết. Cột “theo luật” chỉ so với hạn theo luật. "
            "Hạn tính theo danh mục, không lấy theo giấy hẹn."
        ),
        (
            "Form II.06a is judged by the earlier of the statutory and the promised deadline; the columns “by law” by the statutory one alone. "
            "Deadlines are reckoned from the catalog, not read from slips."
        ),
    ),
    "evaluation.definition.promise": (
        (
            "Giữ cam kết: hồ sơ thuộc cam kết, nhận trong kỳ, có kết quả trước thời điểm bị coi là trễ của cam kết. "
            "Giờ người nộp đến nhận được ghi riêng và không tính lỗi cho ai."
        ),
        (
            "Promise kept: a covered dossier received in the period whose result was ready before the commitment's first late instant. "
            "When the citizen collects it is recorded apart and judges nobody."
        ),
    ),
    "evaluation.definition.paused": (
        (
            "Tạm dừng: trong khi chờ người nộp bổ sung, thời hạn đứng lại. Mỗi ngày làm việc sau ngày dừng đến hết ngày tiếp tục "
            "dời hạn thêm một ngày làm việc; dừng và tiếp tục trong cùng ngày không dời hạn; dừng sau khi đã trễ cũng không dời."
        ),
        (
            "Paused: while the citizen is waited for, the term stands still. Each working day after the day of the pause, up to and including "
            "the day of resumption, moves the deadline by one working day; a pause within one day, or begun after the deadline, moves nothing."
        ),
    ),
    "evaluation.definition.closed": (
        (
            "Đã giải quyết gồm: có kết quả, trả lại do chưa đủ, từ chối và người nộp rút; mỗi loại còn được đếm riêng. Đang giải quyết gồm cả "
            "hồ sơ tạm dừng. Hồ sơ không có hạn nào để so được đếm riêng, không tính là đúng hạn."
        ),
        (
            "Resolved are those with a result, returned as incomplete, refused and withdrawn, each also counted apart. In progress includes "
            "the paused. Dossiers no deadline judges are counted apart and never as on time."
        ),
    ),
    "evaluation.definition.carried_over": (
        "Từ kỳ trước chuyển sang: nhận trước ngày đầu kỳ và đến đầu kỳ chưa kết thúc.",
        "Carried over: received before the period and not closed when it began.",
    ),
    "evaluation.definition.saved": (
        (
            "Thời gian rút ngắn: số ngày làm việc sau ngày có kết quả đến hết ngày đến hạn theo luật; số âm là trễ. Trung vị và tứ phân vị "
            "là giá trị nhỏ nhất mà ít nhất 50 %, 25 %, 75 % số hồ sơ không vượt quá. Chỉ tính hồ sơ có kết quả."
        ),
        (
            "Time saved: working days after the day the result was ready, up to and including the statutory due day; negative when late. Median "
            "and quartiles are the smallest value that at least 50%, 25%, 75% of the dossiers do not exceed. Only dossiers with a result count."
        ),
    ),
    "evaluation.definition.model_day": (
        "Ngày của mô hình: ngày mô hình thực tế diễn ra trong kỳ; ngày rơi vào ngày nghỉ không được tính.",
        "Model day: a day of the period the model was held on; one that fell on a day off does not count.",
    ),
    "evaluation.definition.period": (
        "Hồ sơ được xét như vào lúc hết kỳ: việc xảy ra sau đó không làm thay đổi số liệu của kỳ.",
        "Dossiers are seen as they stood at the period's end: what happened later does not change its figures.",
    ),
    "evaluation.definition.form": (
        (
            "Cột 3 đến 13 theo Biểu số II.06a/VPCP/KSTT (Thông tư 01/2020/TT-VPCP): 3=4+5+6; 7=8+9+10; 11=12+13. Hồ sơ không có hạn để so, nếu có, "
            "nằm trong cột 7 và 11 và được ghi riêng. Tên cột đối chiếu qua biểu mẫu do phần mềm một cửa dùng, chưa đọc trực tiếp phụ lục."
        ),
        (
            "Columns 3 to 13 follow form II.06a/VPCP/KSTT (Circular 01/2020/TT-VPCP): 3=4+5+6; 7=8+9+10; 11=12+13. Dossiers no deadline judges, if "
            "any, stand in columns 7 and 11 and are stated apart. The columns were checked against forms printed by one-stop systems; the "
            "circular's own annex was not read."
        ),
    ),
    **INTAKE,
}
