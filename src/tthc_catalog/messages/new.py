"""What ``tthc new`` asks and says, and the words it puts into new files."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "new.which": ("hãy nêu một trong: {commands}.", "name one of: {commands}."),
    "new.argument.folder": ("Thư mục mới; chưa có, hoặc còn trống.", "The new folder; not there yet, or empty."),
    "new.option.name": ("Tên nơi áp dụng, như “huyện Ninh Giang”.", "Name of the place, such as “huyện Ninh Giang”."),
    "new.option.id": (
        "Tên ngắn của danh mục, như ninh-giang. Mặc định lấy từ tên.",
        "Short name of the catalog, such as ninh-giang. Taken from the name by default.",
    ),
    "new.option.level": (
        "Cấp có bộ phận một cửa; ghi lặp lại được. Mặc định commune.",
        "A level with a one-stop desk; may be repeated. By default commune.",
    ),
    "new.option.hours": ("Các buổi làm việc, như “07:00-11:30, 13:30-17:00”.", "Office hours, such as “07:00-11:30, 13:30-17:00”."),
    "new.option.model": ("Tên mô hình. Mặc định “Ngày Thứ sáu không chờ”.", "Title of the model. By default “Ngày Thứ sáu không chờ”."),
    "new.option.weekday": (
        "Ngày áp dụng cam kết; ghi lặp lại được. Mặc định friday (thứ Sáu).",
        "A weekday of the commitment; may be repeated. By default friday.",
    ),
    "new.option.cutoff": (
        "Nhận sau giờ này thì trả vào sáng ngày làm việc kế tiếp; - là không có mốc. Mặc định 15:30.",
        "Received after this time, due the next working day; - for no cutoff. By default 15:30.",
    ),
    "new.option.before": (
        "Giờ phải trả xong của ngày làm việc kế tiếp. Mặc định 09:00.",
        "The time before which that is due. By default 09:00.",
    ),
    "new.option.from": ("Cam kết áp dụng từ ngày này.", "The day the commitment is in force from."),
    "new.option.on": ("Coi hôm nay là ngày này.", "Take this day for today."),
    "new.argument.code": (
        "Mã thủ tục, như 1.001193, theo dạng in nào cũng được.",
        "The procedure's code, such as 1.001193, in any printed form.",
    ),
    "new.option.procedure_level": ("Cấp giải quyết, một cấp trong manifest.yaml.", "The level that handles it, one of manifest.yaml."),
    "new.option.field": ("Lĩnh vực, một id trong manifest.yaml.", "The field, an id of manifest.yaml."),
    "new.option.procedure_name": ("Tên thủ tục, đúng như quyết định công bố.", "The procedure's name, exactly as announced."),
    "new.option.copy_from": (
        "Chép từ danh mục đi kèm (packaged) hoặc từ một thư mục danh mục khác.",
        "Copy from the packaged catalog (packaged) or from another catalog's folder.",
    ),
    # --- questions on a terminal ---
    "new.question.name": ("Tên nơi áp dụng (như huyện Ninh Giang)", "Name of the place (such as huyện Ninh Giang)"),
    "new.question.levels": ("Các cấp (commune: xã, district: huyện, province: tỉnh)", "Levels (commune, district, province)"),
    "new.question.hours": ("Các buổi làm việc (như 07:00-11:30, 13:30-17:00)", "Office hours (such as 07:00-11:30, 13:30-17:00)"),
    "new.question.model": ("Tên mô hình", "Title of the model"),
    "new.question.weekdays": ("Ngày áp dụng cam kết (monday là thứ Hai, friday là thứ Sáu)", "Weekdays of the commitment"),
    "new.question.cutoff": (
        "Nhận sau giờ nào thì trả vào ngày làm việc kế tiếp (- là không có mốc)",
        "Received after which time is it due the next working day (- for none)",
    ),
    "new.question.return_before": ("Ngày làm việc kế tiếp trả trước giờ nào", "Before which time of the next working day"),
    "new.question.start": ("Cam kết áp dụng từ ngày (như 2026-12-01)", "The commitment is in force from (such as 2026-12-01)"),
    "new.question.id": ("Tên ngắn của danh mục", "Short name of the catalog"),
    "new.question.level": ("Cấp giải quyết", "Level that handles it"),
    "new.question.field": ("Lĩnh vực (id trong manifest.yaml)", "Field (id in manifest.yaml)"),
    # --- what is missing, by the option that gives it ---
    "new.name_of.name": ("--name", "--name"),
    "new.name_of.hours": ("--hours", "--hours"),
    "new.name_of.start": ("--from", "--from"),
    "new.name_of.level": ("--level", "--level"),
    "new.name_of.field": ("--field", "--field"),
    # --- answers ---
    "new.catalog_written": ("Đã tạo danh mục {id} trong {path}: {count} tệp.", "Started the catalog {id} in {path}: {count} files."),
    "new.procedure_written": ("Đã tạo {path}.", "Wrote {path}."),
    "new.to_fill": (
        "Những chỗ chỉ người phụ trách mới điền được (tìm chữ CẦN ĐIỀN trong tệp):",
        "Places only a person can fill in (look for CẦN ĐIỀN in the files):",
    ),
    "new.check_fine": ("Kiểm tra {path}: không có lỗi mới.", "Check of {path}: nothing new is wrong."),
    "new.check_found": ("Kiểm tra {path} còn thấy:", "Check of {path} still finds:"),
    # --- refusals ---
    "new.folder_exists": ("{path} đã có và không trống; không ghi gì cả.", "{path} is there and is not empty; nothing was written."),
    "new.no_parent": ("không có thư mục {path} để tạo danh mục trong đó.", "there is no folder {path} to make the catalog in."),
    "new.missing": (
        "còn thiếu: {options}. Chạy trên một cửa sổ lệnh thì sẽ được hỏi.",
        "still missing: {options}. On a terminal you are asked for them.",
    ),
    "new.bad_code": ("“{code}” không phải mã thủ tục dạng 1.001193.", "“{code}” is no procedure code like 1.001193."),
    "new.bad_id": (
        "“{value}” không dùng được: chỉ chữ thường không dấu, số và dấu gạch nối, như ninh-giang.",
        "“{value}” cannot be used: small unaccented letters, digits and hyphens only, such as ninh-giang.",
    ),
    "new.bad_line": ("“{value}” phải là một dòng chữ.", "“{value}” must be one line of text."),
    "new.bad_time": ("“{value}” không phải giờ dạng 15:30.", "“{value}” is no time like 15:30."),
    "new.bad_hours": (
        "“{value}” không phải các buổi theo thứ tự, như “07:00-11:30, 13:30-17:00”.",
        "“{value}” are no sessions in order, such as “07:00-11:30, 13:30-17:00”.",
    ),
    "new.procedure_exists": (
        "thủ tục {code} cấp {level} đã có ở {path}; không ghi gì cả.",
        "the procedure {code} at level {level} is there already, in {path}; nothing was written.",
    ),
    "new.no_catalog": (
        "{path} không phải thư mục danh mục (không có manifest.yaml).",
        "{path} is no catalog folder (it has no manifest.yaml).",
    ),
    "new.nothing_to_copy": (
        "{source} không có thủ tục {code} ở cấp nào trong: {levels}.",
        "{source} has no procedure {code} at any of: {levels}.",
    ),
    "new.cannot_extend": (
        "không tự thêm được vào {file}; hãy chép tay các mục {ids} rồi chạy lại.",
        "cannot add to {file} by itself; copy the entries {ids} by hand and run again.",
    ),
    # --- words put into files ---
    "new.catalog_title": (
        "Danh mục thủ tục hành chính tại bộ phận một cửa {name}",
        "Administrative procedures at the one-stop desks of {name}",
    ),
    "new.plan_title": ("Kế hoạch thực hiện mô hình “{model}” tại {name}", "Plan for the model “{model}” at {name}"),
    "new.copied_reason": (
        "Chép từ danh mục {source}; chưa đối chiếu với phụ lục của kế hoạch nơi này.",
        "Copied from the catalog {source}; not compared with this place's plan.",
    ),
    "new.default.model": ("Ngày Thứ sáu không chờ", "Friday without waiting"),
    "new.level.commune": ("Cấp xã", "Commune level"),
    "new.level.district": ("Cấp huyện", "District level"),
    "new.level.province": ("Cấp tỉnh", "Province level"),
    "new.office.commune": ("Bộ phận Tiếp nhận và Trả kết quả cấp xã, {name}", "Commune one-stop desk, {name}"),
    "new.office.district": ("Bộ phận Tiếp nhận và Trả kết quả cấp huyện, {name}", "District one-stop desk, {name}"),
    "new.office.province": ("Bộ phận Tiếp nhận và Trả kết quả cấp tỉnh, {name}", "Province one-stop desk, {name}"),
    "new.argument.file": ("Tệp hồ sơ: CSV, XLSX, Parquet, Arrow.", "A file of dossiers: CSV, XLSX, Parquet, Arrow."),
}
