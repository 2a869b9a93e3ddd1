"""Texts of the evaluation: what each figure is called, what each notion means, and what the reader of dossiers says."""

from __future__ import annotations

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
    # --- refusals ---
    "evaluation.error.period": (
        "Không đọc được kỳ báo cáo “{period}”. Hãy viết 2023-10 (tháng), 2023-Q4 (quý) hoặc 2023 (năm).",
        "Cannot read the reporting period “{period}”. Write 2023-10 (a month), 2023-Q4 (a quarter) or 2023 (a year).",
    ),
    "evaluation.error.empty": ("Tệp {file} không có dòng nào.", "{file} holds no rows."),
    "evaluation.error.unreadable": ("Không đọc được {file}: {reason}", "Cannot read {file}: {reason}"),
    "evaluation.error.encoding": ("{file}: không có bảng mã tên “{encoding}”.", "{file}: there is no encoding “{encoding}”."),
    "evaluation.error.bomb": (
        "{file} bung ra lớn bất thường ({megabytes} MB) nên không được mở. Hãy lưu lại bảng tính, hoặc xuất ra CSV.",
        "{file} unpacks to an unusual size ({megabytes} MB) and was not opened. Save the sheet anew, or export it as CSV.",
    ),
    "evaluation.error.no_sheet": ("{file} không có trang tính “{sheet}”.", "{file} has no sheet “{sheet}”."),
    "evaluation.error.no_importer": (
        "Không có bộ đọc nào cho {file}. Các đuôi tệp đọc được: {suffixes}.",
        "No reader takes {file}. Endings that can be read: {suffixes}.",
    ),
    "evaluation.error.missing_columns": (
        "{file} thiếu cột cho: {fields}. Các cột chưa rõ là gì: {found}. Hãy viết bảng ánh xạ bằng tthc new mapping.",
        "{file} has no column for: {fields}. Columns not understood: {found}. Write a column map with tthc new mapping.",
    ),
    "evaluation.error.mapped_absent": (
        "{file} không có cột mà bảng ánh xạ nêu: {headers}. Các cột có: {found}.",
        "{file} has no such columns as the map names: {headers}. It has: {found}.",
    ),
    "evaluation.error.two_columns": (
        "{file}: hai cột “{first}” và “{second}” đều là {field}. Hãy chọn một bằng bảng ánh xạ.",
        "{file}: the columns “{first}” and “{second}” are both {field}. Choose one with a column map.",
    ),
    "evaluation.error.personal_column": (
        "{file}: cột “{header}” trông như dữ liệu cá nhân nên không được dùng làm {field}.",
        "{file}: the column “{header}” looks like personal data and cannot serve as {field}.",
    ),
    "evaluation.error.not_begun": (
        "Kỳ {period} chưa bắt đầu vào lúc xuất dữ liệu ({as_of}).",
        "The period {period} had not begun when the data were exported ({as_of}).",
    ),
    "evaluation.error.unknown_output": (
        "Không có định dạng “{name}”; các định dạng có: {known}.",
        "There is no output “{name}”; there are: {known}.",
    ),
    "evaluation.error.output_extra": (
        "Muốn ghi {file} cần thêm: pip install 'tthc-catalog[{extra}]'.",
        "To write {file}, install: pip install 'tthc-catalog[{extra}]'.",
    ),
    "evaluation.error.spark": (
        "Máy đếm spark cần pyspark và Java. Cài bằng: pip install 'tthc-catalog[spark]'.",
        "The engine spark needs pyspark and Java. Install with: pip install 'tthc-catalog[spark]'.",
    ),
    "evaluation.error.extra": (
        "Lệnh này cần thêm: {modules}. Cài bằng: pip install 'tthc-catalog[bulk]'.",
        "This command needs: {modules}. Install with: pip install 'tthc-catalog[bulk]'.",
    ),
    # --- proposed column maps ---
    "evaluation.proposal.title": (
        "Bảng ánh xạ cột đề xuất cho {file}: xem lại từng dòng rồi dùng với tthc evaluate --mapping.",
        "Column map proposed for {file}: look every line over, then use it with tthc evaluate --mapping.",
    ),
    "evaluation.proposal.required": (
        "bắt buộc: điền tiêu đề cột, hoặc khai ở constants",
        "required: fill in the header, or state it in constants",
    ),
    "evaluation.proposal.unread": ("Cột chưa rõ là gì: {headers}", "Columns not understood: {headers}"),
    "evaluation.proposal.dropped": (
        "Cột trông như dữ liệu cá nhân, không bao giờ được đọc: {headers}",
        "Columns that look personal and are never read: {headers}",
    ),
    # --- rejects ---
    "evaluation.rejects.file": ("Tệp", "File"),
    "evaluation.rejects.line": ("Dòng", "Line"),
    "evaluation.rejects.column": ("Cột", "Column"),
    "evaluation.rejects.value": ("Giá trị", "Value"),
    "evaluation.rejects.code": ("Mã lý do", "Code"),
    "evaluation.rejects.reason": ("Lý do", "Reason"),
    "evaluation.reject.cell-count": ("Số ô của dòng khác số cột tiêu đề.", "The row has another number of cells than the header."),
    "evaluation.reject.encoding": ("Có ký tự không đọc được.", "A character cannot be read."),
    "evaluation.reject.missing": ("Ô bắt buộc bị trống.", "A required cell is empty."),
    "evaluation.reject.too-long": ("Dài hơn 100 ký tự.", "Longer than 100 characters."),
    "evaluation.reject.formula": ("Bắt đầu như công thức của bảng tính.", "Begins like a spreadsheet formula."),
    "evaluation.reject.code": (
        "Không phải mã thủ tục dạng 1.001193. Nếu mất số 0 ở cuối, hãy định dạng cột là văn bản rồi xuất lại.",
        "Not a procedure code such as 1.001193. If trailing zeros are lost, format the column as text and export again.",
    ),
    "evaluation.reject.level": ("Không rõ cấp giải quyết.", "The level is not known."),
    "evaluation.reject.level-unit": ("Cấp ghi không phải cấp của đơn vị.", "The level is not the unit's."),
    "evaluation.reject.state": (
        "Không rõ trạng thái này nghĩa là gì; khai trong bảng ánh xạ.",
        "This state is not known; state it in a column map.",
    ),
    "evaluation.reject.channel": (
        "Không rõ kênh nộp này là gì; khai trong bảng ánh xạ.",
        "This channel is not known; state it in a column map.",
    ),
    "evaluation.reject.flag": ("Không đọc được là có hay không.", "Neither yes nor no."),
    "evaluation.reject.number": ("Không phải số ngày.", "Not a number of days."),
    "evaluation.reject.moment": (
        "Không phải ngày giờ có thật; ngày viết trước tháng.",
        "Not a moment that was; the day comes before the month.",
    ),
    "evaluation.reject.time-missing": (
        "Có ngày nhưng không có giờ; nếu chấp nhận giờ ước định, khai time_when_missing trong bảng ánh xạ.",
        "A date without the time; if a nominal time will do, state time_when_missing in a column map.",
    ),
    "evaluation.reject.too-early": ("Trước năm 2000.", "Before the year 2000."),
    "evaluation.reject.future": ("Sau thời điểm xuất dữ liệu.", "After the data were exported."),
    "evaluation.reject.pauses": ("Không đọc được các khoảng tạm dừng.", "The pauses cannot be read."),
    "evaluation.reject.completion-missing": (
        "Trạng thái đã kết thúc nhưng không có thời điểm kết thúc.",
        "Closed, but with no time of completion.",
    ),
    "evaluation.reject.completion-unexpected": (
        "Trạng thái chưa kết thúc nhưng có thời điểm kết thúc.",
        "Open, but with a time of completion.",
    ),
    "evaluation.reject.duplicate": (
        "Mã đã có ở dòng trước. Bản đính chính phải ghi mã bản ghi được đính chính.",
        "An earlier row has this id. A correction must name the record it corrects.",
    ),
    "evaluation.reject.corrects-unknown": ("Đính chính một bản ghi không có.", "Corrects a record that is not there."),
    "evaluation.reject.corrects-twice": ("Bản ghi này đã được đính chính ở dòng khác.", "Another row already corrects this record."),
    # --- notes ---
    "evaluation.note.reconstructed": (
        "{count} trên {total} thủ tục có trong danh mục do dựng lại từ nguồn công khai, chưa đối chiếu với phụ lục chính thức của kế hoạch.",
        "{count} of {total} procedures stand in the list by reconstruction from public sources, not yet checked against the plan's annex.",
    ),
    "evaluation.note.provisional": (
        "{count} hồ sơ có hạn tạm tính, vì có ngày chưa có thông báo nghỉ chính thức.",
        "{count} dossiers have a provisional deadline: some day is not yet settled by an official announcement.",
    ),
    "evaluation.note.not_ended": (
        "Kỳ báo cáo chưa hết: hồ sơ được xét đến {time} ngày {day}, số liệu còn thay đổi.",
        "The period is not over: dossiers are seen as of {time} on {day}, and the figures will still change.",
    ),
    "evaluation.note.undecided": (
        "Lịch nghỉ chính thức mới có đến {through}; các ngày của kỳ sau ngày đó, kể cả ngày của mô hình, là tạm tính.",
        "Official days off are announced through {through} only; later days of the period, model days included, are provisional.",
    ),
    "evaluation.note.no_dossiers": (
        "Không có hồ sơ nào trong dữ liệu đã đọc.",
        "The data read hold no dossier.",
    ),
    "evaluation.note.none_in_period": (
        "Không có hồ sơ nào trong kỳ. Dữ liệu gồm hồ sơ tiếp nhận từ {first} đến {last}.",
        "No dossier falls in the period. The data hold dossiers received from {first} to {last}.",
    ),
    "evaluation.note.nothing_earlier": (
        "Dữ liệu không có hồ sơ nào tiếp nhận trước {start}, nên số từ kỳ trước chuyển sang có thể thiếu.",
        "The data hold no dossier received before {start}, so those carried over may be missing.",
    ),
    "evaluation.note.rejected": (
        "{count} trên {rows} dòng không thành hồ sơ, xem tệp rejects.csv; số liệu không gồm các dòng này.",
        "{count} of {rows} rows did not become dossiers, see rejects.csv; the figures leave them out.",
    ),
    "evaluation.note.unknown_procedures": (
        "{count} hồ sơ thuộc thủ tục ngoài danh mục: được đếm, không có hạn để so.",
        "{count} dossiers are of procedures the catalog does not list: counted, with no deadline to judge by.",
    ),
    "evaluation.note.unknown_units": (
        "{count} đơn vị không có trong danh mục; hạn tính theo giờ làm việc chung của cấp.",
        "{count} units are not in the catalog; deadlines use the usual office hours of their level.",
    ),
    "evaluation.note.dropped": (
        "Các cột trông như dữ liệu cá nhân đã bị bỏ, không được đọc: {headers}.",
        "Columns that looked like personal data were left out unread: {headers}.",
    ),
    "evaluation.note.synthetic": (
        "Dữ liệu mô phỏng do máy tạo ra, không phải hồ sơ thật.",
        "Synthetic data made by a program; these are no real dossiers.",
    ),
    # --- progress ---
    "evaluation.progress.reading": ("Đang đọc hồ sơ", "Reading dossiers"),
    "evaluation.progress.settling": ("Đang đối chiếu mã", "Checking ids"),
    "evaluation.progress.counting": ("Đang đếm", "Counting"),
    "evaluation.progress.findings": ("Đang tìm điều cần kiểm tra", "Looking for findings"),
    "evaluation.progress.ranking": ("Đang xếp hạng", "Ranking"),
    "evaluation.progress.writing": ("Đang ghi báo cáo", "Writing the report"),
}
