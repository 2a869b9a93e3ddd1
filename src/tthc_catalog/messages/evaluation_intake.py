"""Texts of reading dossiers for an evaluation: refusals, proposed column maps, reasons for setting a row aside, notes, progress."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
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
