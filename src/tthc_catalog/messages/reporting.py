"""Texts of the printed evaluation report: its sections, tables, charts and columns."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "reporting.title": ("Báo cáo đánh giá: {catalog}", "Evaluation report: {catalog}"),
    "reporting.origin": (
        (
            "Danh mục {catalog} bản {version}; lịch {calendar}, có thông báo chính thức đến {through}, dấu vết {fingerprint}; chính sách "
            "{policies}; tthc-catalog {library}."
        ),
        (
            "Catalog {catalog} version {version}; calendar {calendar}, officially settled through {through}, fingerprint {fingerprint}; "
            "policies {policies}; tthc-catalog {library}."
        ),
    ),
    "reporting.share": ("({part}) / ({whole})", "({part}) / ({whole})"),
    # --- sections ---
    "reporting.section.summary": ("Tóm tắt", "Summary"),
    "reporting.section.form": ("Tình hình giải quyết theo biểu II.06a", "Resolution by form II.06a"),
    "reporting.section.model": ("Cam kết của mô hình", "The model's promise"),
    "reporting.section.law": ("Cam kết và luật", "Promise and law"),
    "reporting.section.by-unit": ("Theo đơn vị", "By unit"),
    "reporting.section.by-field": ("Theo lĩnh vực", "By field"),
    "reporting.section.by-procedure": ("Theo thủ tục", "By procedure"),
    "reporting.section.by-official": ("Theo người giải quyết (mã ẩn danh)", "By official (pseudonymous id)"),
    "reporting.section.saved": ("Thời gian rút ngắn so với luật", "Time saved against the law"),
    "reporting.section.findings": ("Điều cần kiểm tra", "Findings for inspection"),
    "reporting.section.ranking": ("Xếp hạng", "Ranking"),
    "reporting.section.days": ("Ngày của mô hình", "Model days"),
    "reporting.section.intake": ("Dữ liệu đã đọc", "Data read"),
    "reporting.section.definitions": ("Các định nghĩa", "Definitions"),
    "reporting.section.filters": ("Bộ lọc của từng con số", "The filter behind each figure"),
    # --- summary ---
    "reporting.summary.received": (
        "Tiếp nhận {received} hồ sơ, trong đó {carried} từ kỳ trước chuyển sang.",
        "{received} dossiers received, {carried} of them carried over.",
    ),
    "reporting.summary.resolved": (
        "Đã giải quyết {resolved}: trước hạn {early}, đúng hạn {on_time}, quá hạn {overdue}. Đang giải quyết {open}, quá hạn {open_overdue}.",
        "{resolved} resolved: {early} early, {on_time} on time, {overdue} overdue. {open} in progress, {open_overdue} overdue.",
    ),
    "reporting.summary.unjudged": (
        "Không có hạn để so: {resolved} hồ sơ đã giải quyết, {open} hồ sơ đang giải quyết; các hồ sơ này không nằm trong trước hạn, đúng hạn, quá hạn.",
        "No deadline judges {resolved} of the resolved and {open} of those in progress; they are neither early, nor on time, nor overdue.",
    ),
    "reporting.summary.model": (
        "Mô hình diễn ra {days} ngày, {covered} hồ sơ thuộc cam kết, giữ cam kết {kept}; {late} hồ sơ trễ theo cam kết nhưng đúng hạn theo luật.",
        "The model was held on {days} days with {covered} covered dossiers, promises kept {kept}; {late} late for the model but on time in law.",
    ),
    "reporting.rates.note": (
        "“-” là không có hồ sơ để chia, hoặc dữ liệu không có kỳ đó. Kỳ trước: {previous}; cùng kỳ năm trước: {last_year}.",
        "“-” means nothing to divide by, or no data for that period. Previous: {previous}; same period last year: {last_year}.",
    ),
    # --- tables and charts ---
    "reporting.table.rates": ("Các tỷ lệ chính", "Main rates"),
    "reporting.table.form": ("Biểu II.06a", "Form II.06a"),
    "reporting.table.states": ("Trạng thái hồ sơ. {by}", "States of the dossiers. {by}"),
    "reporting.table.counts": ("Kết quả giải quyết. {by}", "Resolution. {by}"),
    "reporting.table.model": ("Cam kết của mô hình. {by}", "The model's promise. {by}"),
    "reporting.table.law": ("So với hạn đến trước và so với luật. {by}", "By the earlier deadline and by the law. {by}"),
    "reporting.table.saved": ("Số ngày làm việc rút ngắn", "Working days saved"),
    "reporting.table.findings": ("Các phát hiện", "Findings"),
    "reporting.table.found": ("Hồ sơ: {title}", "Dossiers: {title}"),
    "reporting.table.files": ("Các tệp", "Files"),
    "reporting.chart.rates": ("Các tỷ lệ chính trong kỳ", "Main rates of the period"),
    "reporting.chart.units": ("Hồ sơ thuộc cam kết theo đơn vị", "Covered dossiers by unit"),
    "reporting.chart.units_some": (
        "Hồ sơ thuộc cam kết: {shown} đơn vị nhiều hồ sơ nhất",
        "Covered dossiers: the {shown} units with the most",
    ),
    "reporting.chart.kept": ("Giữ cam kết", "Kept"),
    "reporting.chart.broken": ("Không giữ", "Broken"),
    "reporting.column.rate": ("Tỷ lệ", "Rate"),
    "reporting.column.part": ("Số đạt", "Of which"),
    "reporting.column.whole": ("Trên tổng số", "Out of"),
    "reporting.column.value": ("Kỳ này", "This period"),
    "reporting.column.previous": ("Kỳ trước", "Previous"),
    "reporting.column.last_year": ("Cùng kỳ năm trước", "Last year"),
    "reporting.column.number": ("TT", "No."),
    "reporting.column.level": ("Cấp", "Level"),
    "reporting.column.field": ("Lĩnh vực", "Field"),
    "reporting.column.unit": ("Đơn vị", "Unit"),
    "reporting.column.code": ("Mã thủ tục", "Code"),
    "reporting.column.procedure": ("Thủ tục", "Procedure"),
    "reporting.column.official": ("Mã người giải quyết", "Official's id"),
    "reporting.column.group": ("Nhóm", "Group"),
    "reporting.column.model_days": ("Số ngày của mô hình", "Model days"),
    "reporting.column.saved.count": ("Số hồ sơ", "Dossiers"),
    "reporting.column.saved.minimum": ("Ít nhất", "Least"),
    "reporting.column.saved.lower": ("Tứ phân vị dưới", "Lower quartile"),
    "reporting.column.saved.median": ("Trung vị", "Median"),
    "reporting.column.saved.upper": ("Tứ phân vị trên", "Upper quartile"),
    "reporting.column.saved.maximum": ("Nhiều nhất", "Most"),
    "reporting.column.finding": ("Phát hiện", "Finding"),
    "reporting.column.count": ("Số hồ sơ", "Dossiers"),
    "reporting.column.meaning": ("Ý nghĩa", "What it means"),
    "reporting.column.dossier": ("Mã hồ sơ", "Dossier"),
    "reporting.column.file": ("Tệp", "File"),
    "reporting.column.line": ("Dòng", "Line"),
    "reporting.column.importer": ("Bộ đọc", "Reader"),
    "reporting.column.rows": ("Số dòng", "Rows"),
    "reporting.column.accepted": ("Thành hồ sơ", "Accepted"),
    "reporting.column.rejected": ("Bị loại", "Rejected"),
    "reporting.column.sha256": ("SHA-256", "SHA-256"),
    "reporting.column.filter": ("Bộ lọc", "Filter"),
    # --- findings, ranking, days, data ---
    "reporting.findings.lead": (
        "Đây là những chỗ bản ghi trông khác thường để người kiểm tra xem lại, không phải kết luận về ai.",
        "These are places where records look unusual, for an inspector to look at; they conclude nothing about anybody.",
    ),
    "reporting.findings.units": ("Đơn vị: {units}.", "Units: {units}."),
    "reporting.findings.more_units": (" và {count} nữa", " and {count} more"),
    "reporting.findings.left_out": (
        "Còn {count} hồ sơ nữa, xem tệp {file}.",
        "{count} more dossiers stand in the file {file}.",
    ),
    "reporting.ranking.lead": ("Cách xếp hạng: {title}.", "Rules of the ranking: {title}."),
    "reporting.ranked.unit": ("đơn vị", "of units"),
    "reporting.ranked.procedure": ("thủ tục", "of procedures"),
    "reporting.ranked.field": ("lĩnh vực", "of fields"),
    "reporting.ranked.official": ("người giải quyết (mã ẩn danh)", "of officials (pseudonymous ids)"),
    "reporting.days.held": ("{level}: {count} ngày ({days}).", "{level}: {count} days ({days})."),
    "reporting.days.lost": ("{level}, không diễn ra: {days}.", "{level}, not held: {days}."),
    "reporting.intake.rows": (
        "Đọc {rows} dòng, {accepted} dòng thành hồ sơ, {corrections} bản đính chính.",
        "{rows} rows read, {accepted} became dossiers, {corrections} are corrections.",
    ),
    "reporting.intake.rejected": ("Bị loại {count} dòng: {reason}", "{count} rows set aside: {reason}"),
    "reporting.intake.rejects_file": ("Từng dòng bị loại nằm trong {file}.", "Each of them stands in {file}."),
    # --- page ---
    "reporting.page.skip": ("Đến nội dung", "Skip to the content"),
    "reporting.page.contents": ("Mục lục", "Contents"),
    "reporting.page.notes": ("Cần biết khi đọc", "Before you read"),
    "reporting.page.left_out": (
        "Còn {count} dòng, xem report.xlsx hoặc report.json.",
        "{count} more rows stand in report.xlsx and report.json.",
    ),
    "reporting.page.filters": (
        (
            "Một con số trong bảng đếm các hồ sơ thỏa cả ba: trong kỳ (dưới đây), bộ lọc của dòng và bộ lọc của cột. Chạy được trên tệp "
            "dossiers.parquet khi chọn --outputs rows, nơi bảng hồ sơ mang tên dossiers."
        ),
        (
            "A figure in a table counts the dossiers that meet all three: in view of the period (below), the row's filter and the column's. They "
            "can be run on dossiers.parquet, written with --outputs rows, as the table dossiers."
        ),
    ),
    "reporting.page.in_view": ("Trong kỳ", "In view of the period"),
    "reporting.page.origin": ("Số liệu dựa trên", "What the figures rest on"),
    "reporting.page.column_filters": ("Bộ lọc của từng cột", "Filters of the columns"),
    "reporting.page.row_filters": ("Bộ lọc của từng dòng", "Filters of the rows"),
    "reporting.page.chart_data": ("Số liệu của biểu đồ", "The chart's figures"),
    "reporting.paper.page": ("Trang {number}/{total}", "Page {number} of {total}"),
    "reporting.paper.kind": ("BÁO CÁO", "REPORT"),
    "reporting.paper.number": ("Số: ………/BC-………", "No.: ………/BC-………"),
    "reporting.paper.subject": (
        "Kết quả thực hiện: {catalog}",
        "Results of: {catalog}",
    ),
    "reporting.paper.body": ("{issuer} báo cáo kết quả như sau:", "{issuer} reports as follows:"),
    "reporting.paper.annex": ("PHỤ LỤC SỐ LIỆU", "ANNEX: FIGURES"),
    "reporting.paper.placeholders": (
        "Bản dự thảo do phần mềm lập từ dữ liệu hồ sơ: chỗ chấm do người có thẩm quyền điền, ký và đóng dấu.",
        "A draft made from the records of dossiers: the dots are for the authority to fill, sign and seal.",
    ),
    "reporting.paper.more": (
        "Toàn bộ bảng nằm trong report.xlsx; bộ lọc của từng con số (từng dòng, từng cột) nằm trong report.pdf, report.html, report.xlsx và report.json.",
        "All tables stand in report.xlsx; the filters behind each figure (of its row and of its column) in report.pdf, report.html, report.xlsx and report.json.",
    ),
}
