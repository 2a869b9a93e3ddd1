"""What answers say: one decision in words."""

TEXTS: dict[str, tuple[str, str]] = {
    "decision.answer.covered": ("Hạn trả kết quả: {due}.", "The result is due {due}."),
    "decision.answer.law-only": (
        "Hạn trả kết quả theo luật: {due}. Hồ sơ không thuộc cam kết: {reason}.",
        "By law the result is due {due}. No commitment covers the dossier: {reason}.",
    ),
    "decision.answer.agreed": (
        "Hạn trả kết quả theo thỏa thuận bằng văn bản với người yêu cầu.",
        "The result is due as agreed in writing with the applicant.",
    ),
    "decision.answer.no-time": (
        "Chưa xác định được hạn trả kết quả: chưa tìm thấy nguồn nêu thời hạn theo luật.",
        "No due time can be stated: no source was found for the statutory time.",
    ),
    "decision.answer.uncovered": ("Hồ sơ không thuộc cam kết: {reason}.", "No commitment covers the dossier: {reason}."),
    "decision.answer.none": ("Không có hạn trả kết quả: {reason}.", "There is no due time: {reason}."),
    "decision.due.by-time": ("chậm nhất lúc {time} {day}", "by {time} on {day}"),
    "decision.due.before": ("trước {time} {day}", "before {time} on {day}"),
    "decision.due.by": ("trong ngày {day} (giấy hẹn ghi {time})", "on {day} (the slip says {time})"),
    "decision.reason.not-model-day": ("không phải ngày áp dụng mô hình", "not a model day"),
    "decision.reason.office-closed": (
        "nhận vào ngày cơ quan không làm việc, ngày được tính không phải ngày áp dụng mô hình",
        "received on a closed day, and the day it counts from is not a model day",
    ),
    "decision.reason.not-listed": ("thủ tục không thuộc danh sách của mô hình", "the procedure is not in the model's list"),
    "decision.reason.outside-sessions": ("ngoài các buổi nhận hồ sơ của mô hình", "outside the sessions of the model"),
    "decision.reason.target-only": (
        "nơi này chỉ đặt mục tiêu phấn đấu, không cam kết",
        "the place has a target and promises nothing",
    ),
    "decision.reason.case-excluded": ("trường hợp này không thuộc mô hình", "this case is outside the model"),
    "decision.reason.not-in-force": ("thủ tục không có hiệu lực vào ngày nhận", "the procedure is not in force on the day of receipt"),
    "decision.reason.model-not-in-force": ("mô hình không áp dụng vào ngày nhận", "the model is not in force on the day of receipt"),
    "decision.reason.incomplete": ("hồ sơ chưa đủ thành phần nên chưa được tiếp nhận", "the dossier is incomplete and is not received"),
    "decision.kind.commitment": ("hạn theo cam kết", "the commitment"),
    "decision.kind.statutory": ("hạn theo luật", "the statutory time"),
    "decision.step.edition": (
        "Thủ tục {code} “{name}”, {level}, có hiệu lực vào {day}.",
        "Procedure {code} “{name}”, {level}, is in force on {day}.",
    ),
    "decision.step.not-in-force": (
        "Thủ tục {code} {level} không có hiệu lực vào {day}.",
        "Procedure {code}, {level}, is not in force on {day}.",
    ),
    "decision.step.successors": ("Thủ tục thay thế: {successors}.", "Successors: {successors}."),
    "decision.step.received": ("Nhận lúc {time} {day}, là ngày làm việc.", "Received at {time} on {day}, a working day."),
    "decision.step.deemed": (
        "Ngày {day} cơ quan không làm việc ({why}); coi như nhận lúc {opening} {next}.",
        "On {day} the office is closed ({why}); deemed received at {opening} on {next}.",
    ),
    "decision.step.opened": (
        (
            "Ngày {day} không phải ngày làm việc ({why}) nhưng bộ phận mở cửa theo mô hình: {models}. "
            "Theo luật, hồ sơ được tính như nhận lúc {opening} {next}."
        ),
        (
            "{day} is no working day ({why}), but the desk is open under: {models}. "
            "By law the dossier counts as received at {opening} on {next}."
        ),
    ),
    "decision.step.target": (
        "Đây là mục tiêu phấn đấu, không ràng buộc hạn trả.",
        "This is a target and does not bind the due time.",
    ),
    "decision.rest-day": ("ngày nghỉ hằng tuần", "weekly rest day"),
    "decision.or": (" hoặc ", " or "),
    "decision.until": ("đến hết {day}", "through {day}"),
    "decision.step.incomplete": ("Hồ sơ còn thiếu: {names}.", "The dossier lacks: {names}."),
    "decision.step.case-excluded": (
        "Trường hợp “{case}” không thuộc cam kết.",
        "The case “{case}” is outside the commitment.",
    ),
    "decision.step.not-listed": ("Không có mô hình nào áp dụng cho thủ tục này.", "No model lists this procedure."),
    "decision.step.model-not-in-force": (
        "{model}: áp dụng từ {start}{until}; ngày nhận nằm ngoài thời gian đó.",
        "{model}: in force from {start}{until}; the day of receipt lies outside.",
    ),
    "decision.step.day-is": ("Ngày được tính là {day}.", "The day that counts is {day}."),
    "decision.step.agreed": (
        "Thời hạn theo thỏa thuận bằng văn bản với người yêu cầu; danh mục không biết ngày đã thỏa thuận.",
        "The time is as agreed in writing with the applicant; the catalog does not know the day agreed.",
    ),
    "decision.step.no-time": (
        "Chưa tìm thấy nguồn nêu thời hạn giải quyết theo luật.",
        "No source was found that states the statutory time.",
    ),
    "decision.step.due": ("Hạn: {due}.", "Due {due}."),
    "decision.step.crossing": ("Ngày nghỉ và làm bù trong thời gian đó: {days}.", "Days off and make-up days on the way: {days}."),
    "decision.step.governs": ("Áp dụng {kind}: {due}.", "What governs is {kind}: {due}."),
    "decision.notice.provisional": (
        "Tạm tính: lịch nghỉ sau {day} chưa có thông báo chính thức.",
        "Provisional: no official announcement settles days off after {day}.",
    ),
    "decision.notice.reconstructed": (
        "Danh sách thủ tục là bản dựng lại từ nguồn công khai; phụ lục chính thức của kế hoạch chưa tìm thấy.",
        "The list of procedures is a reconstruction from public sources; the plan's official annex was not found.",
    ),
    "decision.notice.disputed": (
        "Các nguồn nêu thời hạn khác nhau. {note}",
        "Sources disagree on the statutory time. {note}",
    ),
}
