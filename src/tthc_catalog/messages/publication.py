"""Texts of what is published: the stamp, the sheets, the calendar file and the announcement."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # --- the stamp ---
    "publication.stamp": (
        "Danh mục {id}, phiên bản {version}; theo quy định có hiệu lực ngày {day}. Nguồn: {source}. Mã băm SHA-256: {digest}",
        "Catalog {id}, version {version}; as in force on {day}. Source: {source}. SHA-256: {digest}",
    ),
    "publication.source": ("{title} ({number})", "{title} ({number})"),
    "publication.source.no_number": ("số và ngày ký chưa tìm thấy", "number and date of signature not found"),
    "publication.reconstructed": (
        "DANH SÁCH PHỤC DỰNG: {count} trên {total} thủ tục được chọn theo các nguồn đã dẫn vì phụ lục của kế hoạch chưa tìm thấy; chưa phải danh mục chính thức.",
        "RECONSTRUCTED LIST: {count} of {total} procedures were chosen from the cited sources because the annex of the plan was not found; this is not the official list.",
    ),
    "publication.reconstructed.star": ("Các thủ tục ấy mang dấu *.", "They are marked *."),
    "publication.reconstructed.mark": ("phục dựng", "reconstructed"),
    "publication.official.mark": ("chính thức", "official"),
    # --- one entry ---
    "publication.in_force": ("còn hiệu lực", "in force"),
    "publication.ended": ("hết hiệu lực từ {day}", "no longer in force from {day}"),
    "publication.coming": ("có hiệu lực từ {day}", "in force from {day}"),
    "publication.not_in_force": ("không có hiệu lực vào ngày này", "not in force on this day"),
    "publication.successors": ("kế tiếp: {names}", "succeeded by: {names}"),
    "publication.successor": ("{code} ({level})", "{code} ({level})"),
    "publication.case": ("{name}: {time}", "{name}: {time}"),
    "publication.case.extends": ("thêm {time}", "{time} more"),
    "publication.case.agreed": ("theo văn bản thỏa thuận", "as agreed in writing"),
    "publication.case.same": ("thời hạn như thường", "ordinary processing time"),
    "publication.case.excluded": ("ngoài cam kết", "outside the commitment"),
    "publication.component.counts": ("bản chính: {originals}; bản sao: {copies}", "originals: {originals}; copies: {copies}"),
    "publication.component.condition": ("khi: {condition}", "when: {condition}"),
    "publication.component.any_of": ("một trong các giấy tờ cùng nhóm “{group}”", "any one of the group “{group}”"),
    "publication.component.optional": ("không bắt buộc", "optional"),
    "publication.component.submit": ("nộp", "submit"),
    "publication.component.present": ("xuất trình", "present"),
    "publication.unknown": ("chưa tìm thấy", "not found"),
    "publication.fee.free": ("không thu", "free of charge"),
    # --- model days ---
    "publication.day.held": ("Có", "Held"),
    "publication.day.lost": ("Không", "Not held"),
    "publication.day.provisional": ("tạm tính: chưa có thông báo chính thức về ngày nghỉ", "provisional: days off are not announced yet"),
    "publication.day.office_ended": ("bộ phận thôi hoạt động từ {day}", "the desk closed for good from {day}"),
    "publication.day.office_not_begun": ("bộ phận hoạt động từ {day}", "the desk works from {day}"),
    "publication.day.model_ended": ("mô hình kết thúc từ {day}", "the model ended on {day}"),
    "publication.day.model_not_begun": ("mô hình bắt đầu từ {day}", "the model begins on {day}"),
    # --- the notice for the wall ---
    "publication.notice.title": ("THÔNG BÁO", "NOTICE"),
    "publication.notice.how": ("Kết quả được trả khi nào", "When the result is returned"),
    "publication.notice.days": ("Những ngày sắp tới", "Coming days"),
    "publication.notice.no_days": ("Chưa có ngày nào trong {weeks} tuần tới.", "No day within the next {weeks} weeks."),
    "publication.notice.lost": ("Không thực hiện: {day} ({why})", "Not held: {day} ({why})"),
    "publication.notice.list": ("Thủ tục được trả trong ngày ({count})", "Procedures returned the same day ({count})"),
    "publication.notice.complete": (
        "Hồ sơ phải đủ thành phần theo quy định. Trường hợp phải xác minh hoặc thỏa thuận thời hạn riêng thì theo thời hạn của luật.",
        "The dossier must be complete. Cases that need verification or an agreed time keep to the statutory time.",
    ),
    "publication.notice.qr": (
        "Quét mã để xem giấy tờ cần nộp và tính hạn trả kết quả",
        "Scan to see what to bring and when the result is due",
    ),
    "publication.column.number": ("TT", "No."),
    "publication.column.code": ("Mã thủ tục", "Code"),
    "publication.column.name": ("Tên thủ tục", "Procedure"),
    "publication.column.field": ("Lĩnh vực", "Field"),
    "publication.column.level": ("Cấp", "Level"),
    "publication.column.time": ("Thời hạn theo luật", "Statutory time"),
    "publication.column.fee": ("Phí, lệ phí", "Fee"),
    "publication.column.status": ("Tình trạng", "Status"),
    "publication.column.membership": ("Trong danh sách", "In the list"),
    "publication.column.cases": ("Trường hợp riêng", "Cases"),
    "publication.column.channels": ("Cách nộp", "Channels"),
    "publication.column.component": ("Giấy tờ", "Component"),
    "publication.column.originals": ("Bản chính", "Originals"),
    "publication.column.copies": ("Bản sao", "Copies"),
    "publication.column.action": ("Nộp hay xuất trình", "Submit or present"),
    "publication.column.condition": ("Khi nào cần", "When needed"),
    "publication.column.group": ("Nhóm thay thế nhau", "Alternatives"),
    "publication.column.results": ("Kết quả", "Results"),
    "publication.column.basis": ("Căn cứ pháp lý", "Legal basis"),
    "publication.column.note": ("Ghi chú", "Note"),
    "publication.column.date": ("Ngày", "Date"),
    "publication.column.office": ("Bộ phận", "Office"),
    "publication.column.held": ("Thực hiện", "Held"),
    "publication.column.why": ("Vì sao không", "Why not"),
    "publication.column.hours": ("Giờ làm việc", "Hours"),
    # --- the annex in the layout of Decree 30/2020 ---
    "publication.annex.country": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
    "publication.annex.motto": ("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
    "publication.annex.issuer": ("CƠ QUAN BAN HÀNH", "ISSUING AUTHORITY"),
    "publication.annex.number": ("Số: ………/TB-………", "No.: ………/TB-………"),
    "publication.annex.place": ("………, ngày …… tháng …… năm ………", "………, …… (day) …… (month) ……… (year)"),
    "publication.annex.kind": ("THÔNG BÁO", "NOTICE"),
    "publication.annex.subject": (
        "Về việc công khai thủ tục hành chính thực hiện mô hình “{model}”",
        "On publishing the administrative procedures of the model “{model}”",
    ),
    "publication.annex.basis": ("Căn cứ {source};", "Pursuant to {source};"),
    "publication.annex.body": (
        "{issuer} thông báo danh mục thủ tục hành chính thực hiện mô hình “{model}” tại Bộ phận Tiếp nhận và Trả kết quả như Phụ lục kèm theo: tính đến ngày {day} có {count} thủ tục đang có hiệu lực.",
        "{issuer} announces the procedures of the model “{model}” at the one-stop desks as in the annex: {count} procedures in force on {day}.",
    ),
    "publication.annex.others": (
        "Phụ lục ghi thêm {count} thủ tục không có hiệu lực vào ngày ấy để tra cứu.",
        "For reference the annex also lists {count} procedures that are not in force on that day.",
    ),
    "publication.annex.how": ("Kết quả được trả như sau:", "Results are returned as follows:"),
    "publication.annex.recipients": ("Nơi nhận:", "Recipients:"),
    "publication.annex.recipient_list": ("- ………;\n- Lưu: VT, ………", "- ………;\n- Files"),
    "publication.annex.signer": ("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", "AUTHORITY AND POSITION OF THE SIGNER"),
    "publication.annex.signature": ("(Chữ ký, dấu của cơ quan)", "(Signature, seal)"),
    "publication.annex.signer_name": ("Họ và tên", "Full name"),
    "publication.annex.annex": ("PHỤ LỤC", "ANNEX"),
    "publication.annex.attached": (
        "(Kèm theo Thông báo số ………/TB-……… ngày …… tháng …… năm ……… của ………)",
        "(Attached to Notice No. ………/TB-……… of ……… by ………)",
    ),
    "publication.annex.placeholders": (
        "Bản dự thảo do phần mềm lập từ danh mục: chỗ chấm do người có thẩm quyền điền, ký và đóng dấu.",
        "A draft made from the catalog: the dots are for the authority to fill, sign and seal.",
    ),
    # --- the spreadsheet, the word document ---
    "publication.sheet.procedures": ("Thủ tục", "Procedures"),
    "publication.sheet.components": ("Thành phần hồ sơ", "Components"),
    "publication.sheet.days": ("Ngày thực hiện", "Days"),
    "publication.sheet.about": ("Về tệp này", "About"),
    "publication.about.title": ("Danh mục", "Catalog"),
    "publication.about.id": ("Mã danh mục", "Catalog id"),
    "publication.about.version": ("Phiên bản", "Version"),
    "publication.about.as_of": ("Theo quy định có hiệu lực ngày", "As in force on"),
    "publication.about.source": ("Nguồn", "Source"),
    "publication.about.url": ("Địa chỉ nguồn", "Address of the source"),
    "publication.about.digest": ("Mã băm SHA-256 của danh mục", "SHA-256 of the catalog"),
    "publication.about.notice": ("Lưu ý", "Notice"),
    # --- CSV ---
    "publication.csv.warning": (
        (
            "Tệp {file} là văn bản UTF-8 có BOM, ngăn cột bằng dấu phẩy.\n\n"
            "Đừng mở bằng cách bấm đúp: bảng tính sẽ đổi mã “1.000110” thành số 1,00011. Hãy nhập dữ liệu (Dữ liệu > Từ văn bản/CSV) và chọn kiểu Văn bản cho "
            "mọi cột, hoặc dùng tệp xlsx. Cột key (như commune/1.000110) luôn giữ nguyên.\n\n"
            "Ô bắt đầu bằng = + - @ được thêm dấu ' ở đầu để bảng tính không chạy nó như công thức; bỏ dấu ấy khi đọc bằng chương trình."
        ),
        (
            "{file} is UTF-8 text with a BOM and commas between columns.\n\n"
            "Do not double-click it: a spreadsheet turns the code “1.000110” into the number 1.00011. Import it with every column as text, or take the xlsx file. "
            "The column key (such as commune/1.000110) always stays as it is.\n\n"
            "A cell that starts with = + - @ has an apostrophe put before it, so that no spreadsheet runs it as a formula; a program takes it off."
        ),
    ),
    # --- the calendar file ---
    "publication.ics.name": ("{model} - {office}", "{model} - {office}"),
    "publication.ics.held": ("{model}", "{model}"),
    "publication.ics.lost": ("Không có “{model}”: {why}", "No “{model}”: {why}"),
    "publication.ics.hours": ("Giờ làm việc: {hours}.", "Hours: {hours}."),
    # --- the announcement ---
    "publication.radio.title": ("BẢN TIN PHÁT THANH", "ANNOUNCEMENT"),
    "publication.radio.reading": (
        "[Đọc khoảng {seconds} giây với tốc độ {rate} tiếng một phút; không đọc phần trong ngoặc vuông và phần sau vạch ngang.]",
        "[About {seconds} seconds at {rate} syllables a minute; do not read what is in square brackets or below the line.]",
    ),
    "publication.radio.before": ("[Trước khi phát, cần xác nhận: {notice}]", "[Confirm before it is read: {notice}]"),
    "publication.radio.open": ("Kính thưa nhân dân và các tổ chức,", "Dear citizens and organisations,"),
    "publication.radio.what": (
        "{desk} thực hiện mô hình “{model}” với {count} thủ tục hành chính.",
        "{desk} offers the model “{model}” for {count} procedures.",
    ),
    "publication.radio.desk": ("Bộ phận Tiếp nhận và Trả kết quả {level}", "The one-stop desk ({level})"),
    "publication.radio.fields": ("Các lĩnh vực gồm: {fields}.", "The fields are: {fields}."),
    "publication.radio.days": ("Những ngày thực hiện sắp tới là: {days}.", "The coming days are: {days}."),
    "publication.radio.lost": ("Không thực hiện vào {day} vì {why}.", "Not held on {day} because of {why}."),
    "publication.radio.none": ("Trong {weeks} tuần tới không có ngày thực hiện.", "There is no such day within the next {weeks} weeks."),
    "publication.radio.provisional": ("Lịch có thể đổi theo thông báo nghỉ lễ.", "The dates may change with the announcement of holidays."),
    "publication.radio.bring": (
        "Xin mang đủ giấy tờ theo quy định; danh mục niêm yết tại nơi tiếp nhận hồ sơ.",
        "Please bring all required papers; the list is posted at the desk.",
    ),
    "publication.radio.close": ("Xin trân trọng thông báo.", "Thank you for listening."),
    "publication.radio.reconstructed": (
        "Danh sách thủ tục đang được phục dựng, chưa phải danh mục chính thức.",
        "The list of procedures is a reconstruction, not yet the official one.",
    ),
    "publication.radio.day_and_month": ("ngày {day} tháng {month}", "{day}/{month}"),
    "publication.radio.date": ("thứ {weekday} ngày {day} tháng {month}", "{weekday} {day}/{month}"),
    # --- guards of the linked data ---
    "publication.guard.empty": ("không có nút nào", "there is no node"),
    "publication.guard.key": ("khóa {key} của {node} không có trong ngữ cảnh", "the key {key} of {node} is not in the context"),
    "publication.guard.type": ("loại {key} của {node} không có trong ngữ cảnh", "the type {key} of {node} is not in the context"),
    "publication.guard.twice": ("{node} có hai lần", "{node} stands twice"),
    "publication.guard.count": ("có {found} dịch vụ, cần {expected}", "there are {found} services for {expected} entries"),
    "publication.guard.missing": ("{node} thiếu {key}", "{node} has no {key}"),
    "publication.guard.authority": ("{node} không có cơ quan giải quyết", "{node} has no competent authority"),
    "publication.guard.link": ("liên kết {key} của {node} không dẫn tới đâu", "the link {key} of {node} leads nowhere"),
    # --- what cannot be published ---
    "publication.error.base_url": (
        "“{address}” không phải địa chỉ http hoặc https để công bố, như https://example.gov.vn/danh-muc/.",
        "“{address}” is not an http or https address to publish at, such as https://example.gov.vn/catalog/.",
    ),
    "publication.error.same_path": (
        "Hai định dạng cùng ghi tệp {path}; định dạng sau là {format}.",
        "Two formats write the file {path}; the second one is {format}.",
    ),
    "publication.error.unsafe_path": (
        "Định dạng {format} đòi ghi ra ngoài thư mục: {path}.",
        "The format {format} asks to write outside the folder: {path}.",
    ),
    "publication.error.not_a_folder": ("{path} không phải thư mục.", "{path} is not a folder."),
    "publication.error.foreign_folder": (
        "Thư mục {path} đang có tệp khác và không phải do lệnh này tạo ra. Hãy chọn thư mục trống hoặc thư mục mới.",
        "The folder {path} holds other files and was not made by this command. Choose an empty or a new folder.",
    ),
    "publication.error.foreign_files": (
        "Thư mục {path} có tệp không do lệnh này tạo ra: {files}. Chúng sẽ mất khi bản công bố cũ bị thay; hãy chuyển chúng đi hoặc chọn thư mục khác.",
        "The folder {path} holds files this command did not write: {files}. They would be lost with the old publication; move them away or choose another folder.",
    ),
    "publication.error.unknown_format": ("Không có định dạng công bố “{format}”.", "There is no publication format “{format}”."),
    "publication.error.extra_missing": (
        'Định dạng {format} cần phần mềm chưa cài. Hãy chạy: pip install "tthc-catalog[{extra}]"',
        'The format {format} needs software that is not installed. Run: pip install "tthc-catalog[{extra}]"',
    ),
    "publication.error.no_form": ("Chưa biết biểu mẫu nào cho ngày {day}.", "No form is known for {day}."),
    "publication.error.no_appointment": (
        "Không lập được giấy hẹn. {answer}",
        "No appointment can be made. {answer_en}",
    ),
    "publication.error.particulars": (
        "Thông tin của người nộp phải là một đối tượng JSON với các khóa: {keys}; mỗi giá trị là chữ.",
        "The particulars must be a JSON object with the keys: {keys}; each value is text.",
    ),
    "publication.error.no_roster": (
        "Bộ phận {office} chưa có lịch trực cho tuần từ {day}; lịch trực là tệp rosters/{office}.yaml của danh mục.",
        "The office {office} has no roster for the week of {day}; a roster is the file rosters/{office}.yaml of the catalog.",
    ),
    "publication.error.unknown_office": ("Danh mục không có bộ phận {office}.", "The catalog has no office {office}."),
    "publication.error.linked_data": ("Dữ liệu liên kết không hợp lệ: {reason}.", "The linked data are not sound: {reason_en}."),
    "publication.error.too_long_to_read": (
        "Bản tin phát thanh dài {seconds} giây, quá {limit} giây.",
        "The announcement takes {seconds} seconds to read, more than {limit}.",
    ),
}
