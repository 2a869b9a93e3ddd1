"""Problems of single keys and values: what the schema of the file does not allow."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import CHANGE_TO, Page

_FORMAT_WHY = (
    "Mỗi loại giá trị chỉ có một cách viết, để người và máy cùng đọc ra một nghĩa.",
    "Each kind of value is written in one way only, so that people and programs read the same.",
)

PAGES: dict[str, Page] = {
    "key-unknown": Page(
        title=("Khóa lạ", "An unknown key"),
        message=("không có khóa “{found}” ở chỗ này", "there is no key “{found}” here"),
        hint=("sửa thành {hint}", "change it to {hint}"),
        why=("Khóa gõ sai mà bỏ qua thì dữ kiện mất mà không ai biết.", "A mistyped key that is passed over loses a fact silently."),
        remedy=(
            "Sửa tên khóa theo gợi ý. Khóa riêng của địa phương phải bắt đầu bằng x-.",
            "Correct the key as suggested. Keys of your own start with x-.",
        ),
    ),
    "key-missing": Page(
        title=("Thiếu khóa", "A key is missing"),
        message=("thiếu khóa “{key}” ({label})", "the key “{key}” ({label}) is missing"),
        hint=("thêm dòng {hint}", "add the line {hint}"),
        why=("Thiếu khóa này thì không tính được hoặc không giải thích được.", "Without it something cannot be reckoned or explained."),
        remedy=(
            "Thêm khóa. Chưa tìm thấy dữ kiện thì ghi null nếu được phép, không đoán.",
            "Add the key. Where no fact was found write null if allowed; never guess.",
        ),
    ),
    "scalar-time": Page(
        title=("Giờ viết sai", "A badly written time"),
        message=("“{found}” không phải là giờ: {label} phải viết HH:MM", "“{found}” is no time: {label} is written HH:MM"),
        hint=CHANGE_TO,
        why=("15h30, 3:30 chiều hay 15.30 có thể bị đọc thành giờ khác.", "15h30, 3:30 pm or 15.30 may be read as another time."),
        remedy=(
            'Viết hai chữ số giờ, dấu hai chấm, hai chữ số phút, trong dấu nháy kép: "15:30".',
            'Write two digits, a colon, two digits, in double quotes: "15:30".',
        ),
    ),
    "scalar-date": Page(
        title=("Ngày viết sai hoặc không có thật", "A badly written or impossible date"),
        message=(
            "“{found}” không phải là ngày: {label} phải viết YYYY-MM-DD và có thật",
            "“{found}” is no date: {label} is written YYYY-MM-DD and must exist",
        ),
        hint=CHANGE_TO,
        why=(
            "31/12 và 12/31 là hai cách viết của hai nơi; năm-tháng-ngày thì ai cũng hiểu một cách.",
            "31/12 and 12/31 are read differently in different places; year-month-day is not.",
        ),
        remedy=('Viết năm-tháng-ngày trong dấu nháy kép: "2023-12-31".', 'Write year-month-day in double quotes: "2023-12-31".'),
    ),
    "scalar-month-day": Page(
        title=("Ngày trong năm viết sai", "A badly written day of the year"),
        message=(
            "“{found}” không phải là ngày trong năm: {label} phải viết MM-DD",
            "“{found}” is no day of the year: {label} is written MM-DD",
        ),
        hint=CHANGE_TO,
        why=_FORMAT_WHY,
        remedy=(
            'Viết tháng trước, ngày sau, mỗi phần hai chữ số: "04-01" là ngày 1 tháng 4.',
            'Month first, then day, two digits each: "04-01" is the 1st of April.',
        ),
    ),
    "scalar-session": Page(
        title=("Buổi làm việc viết sai", "A badly written session"),
        message=(
            "“{found}” không phải là buổi làm việc: phải viết HH:MM-HH:MM, giờ đầu trước giờ cuối",
            "“{found}” is no session: write HH:MM-HH:MM, the start before the end",
        ),
        hint=CHANGE_TO,
        why=("Giờ mở cửa sai làm sai mọi hạn tính theo giờ đóng cửa.", "A wrong opening time makes every deadline at closing wrong."),
        remedy=('Viết "07:00-11:30", không có dấu cách.', 'Write "07:00-11:30", without spaces.'),
    ),
    "scalar-code": Page(
        title=("Mã thủ tục viết sai", "A badly written procedure code"),
        message=(
            "“{found}” không phải mã thủ tục: mã gồm một chữ số, dấu chấm và sáu chữ số",
            "“{found}” is no procedure code: one digit, a dot, six digits",
        ),
        hint=CHANGE_TO,
        why=("1.000110 mà đọc như số thì thành 1.00011, là mã khác.", "Read as a number, 1.000110 becomes 1.00011, another code."),
        remedy=(
            "Ghi mã ngắn trong dấu nháy kép; mã dài như in ghi ở printed_codes.",
            "Write the short code in double quotes; longer printed forms go to printed_codes.",
        ),
    ),
    "scalar-slug": Page(
        title=("Tên ngắn viết sai", "A badly written short name"),
        message=(
            "“{found}” không dùng làm tên ngắn được ({label}): chỉ chữ thường không dấu, số và gạch nối",
            "“{found}” cannot be a short name ({label}): small unaccented letters, digits and hyphens only",
        ),
        hint=CHANGE_TO,
        why=(
            "Tên ngắn dùng làm tên tệp, địa chỉ trang và để dẫn từ nơi khác.",
            "Short names become file names and page addresses, and are referred to.",
        ),
        remedy=("Bỏ dấu, viết thường, thay dấu cách bằng gạch nối: ho-tich.", "No accents, small letters, hyphens for spaces: ho-tich."),
    ),
    "scalar-calver": Page(
        title=("Phiên bản viết sai", "A badly written version"),
        message=("“{found}” không phải phiên bản theo ngày YYYY.MM.DD", "“{found}” is no version by date, YYYY.MM.DD"),
        hint=CHANGE_TO,
        why=(
            "Mỗi câu trả lời ghi phiên bản danh mục; phiên bản theo ngày thì ai cũng so được.",
            "Every answer states the catalog's version; anyone can compare dates.",
        ),
        remedy=(
            'Viết "2026.11.23"; lần sửa thứ hai trong ngày: "2026.11.23.1".',
            'Write "2026.11.23"; a second change that day is "2026.11.23.1".',
        ),
    ),
    "scalar-integer": Page(
        title=("Cần một số nguyên", "A whole number is needed"),
        message=("“{found}” không phải số nguyên viết liền ({label})", "“{found}” is no plain whole number ({label})"),
        hint=CHANGE_TO,
        why=(
            "400.000 nơi này đọc là bốn trăm nghìn, nơi khác đọc là bốn trăm.",
            "400.000 is four hundred thousand here and four hundred elsewhere.",
        ),
        remedy=("Viết liền các chữ số, không dấu chấm, không đơn vị: 400000.", "Digits only, no separators, no unit: 400000."),
    ),
    "scalar-boolean": Page(
        title=("Cần true hoặc false", "true or false is needed"),
        message=("“{found}” không phải true hay false ({label})", "“{found}” is neither true nor false ({label})"),
        hint=CHANGE_TO,
        why=("yes, no, có, không: mỗi chương trình đọc một kiểu.", "Programs differ in how they read yes, no, on, off."),
        remedy=("Viết true (có) hoặc false (không), chữ thường, không dấu nháy.", "Write true or false, small letters, no quotes."),
    ),
    "scalar-text": Page(
        title=("Cần một đoạn chữ", "Text is needed"),
        message=("{label} phải là chữ, nhưng ở đây là {found}", "{label} must be text, but this is {found}"),
        hint=CHANGE_TO,
        why=(
            "Số, true và false là giá trị khác với chữ viết giống chúng.",
            "A number, true or false is another value than text that looks like it.",
        ),
        remedy=("Đặt giá trị trong dấu nháy kép.", "Put the value in double quotes."),
    ),
    "scalar-quote": Page(
        title=("Nên đặt trong dấu nháy", "Better in quotes"),
        message=(
            "“{found}” ở đây là chữ, nhưng chương trình khác sẽ đọc thành số, ngày hoặc true/false",
            "“{found}” is text here, but other programs read it as a number, a date or true/false",
        ),
        hint=CHANGE_TO,
        why=(
            "15:30 bị đọc thành 930, 1.000110 thành 1.00011, no thành false.",
            "15:30 becomes 930, 1.000110 becomes 1.00011, no becomes false.",
        ),
        remedy=("Đặt giá trị trong dấu nháy kép.", "Put the value in double quotes."),
    ),
    "value-null": Page(
        title=("Không được để trống", "May not be empty"),
        message=("{label} không được để trống hoặc null", "{label} may not be empty or null"),
        hint=("điền giá trị, ví dụ {hint}", "fill it in, for example {hint}"),
        why=("null nghĩa là “không tìm thấy”; giá trị này bắt buộc phải biết.", "null means “not found”; this one has to be known."),
        remedy=("Điền giá trị. Danh sách không có gì thì viết [].", "Fill it in. An empty list is written []."),
    ),
    "value-list": Page(
        title=("Cần một danh sách", "A list is needed"),
        message=("{label} phải là danh sách, nhưng ở đây là “{found}”", "{label} must be a list, but this is “{found}”"),
        hint=(
            "sửa thành {hint}, hoặc mỗi mục một dòng bắt đầu bằng “- ”",
            "change it to {hint}, or write one item a line, each starting with “- ”",
        ),
        why=_FORMAT_WHY,
        remedy=("Danh sách trống viết []; một mục viết [mục].", "An empty list is []; one item is [item]."),
    ),
    "value-mapping": Page(
        title=("Cần các cặp khóa: giá trị", "Key: value pairs are needed"),
        message=(
            "{label} phải gồm các khóa {expected}, nhưng ở đây là “{found}”",
            "{label} is made of the keys {expected}, but this is “{found}”",
        ),
        hint=("xuống dòng, thụt vào hai dấu cách và bắt đầu bằng {hint}", "start a new line, indent by two spaces and begin with {hint}"),
        why=_FORMAT_WHY,
        remedy=("Xem một tệp cùng loại để làm theo.", "Follow another file of the same kind."),
    ),
    "value-enum": Page(
        title=("Giá trị không có trong danh sách cho phép", "Not one of the allowed values"),
        message=("{label} không nhận “{found}”; các giá trị được dùng: {expected}", "{label} does not take “{found}”; allowed: {expected}"),
        hint=CHANGE_TO,
        why=("Giá trị lạ thì không biết tính thế nào.", "Nobody knows how to reckon with an unknown value."),
        remedy=("Chọn một giá trị trong danh sách.", "Choose one of the allowed values."),
    ),
    "value-pattern": Page(
        title=("Giá trị không đúng dạng", "A value of the wrong form"),
        message=("“{found}” không đúng dạng của {label}", "“{found}” does not have the form of {label}"),
        hint=CHANGE_TO,
        why=_FORMAT_WHY,
        remedy=(
            "Địa chỉ phải bắt đầu bằng http:// hoặc https:// và không có dấu cách; xem mô tả của khóa trong lược đồ.",
            "Addresses start with http:// or https:// and hold no spaces; see the key's description in the schema.",
        ),
    ),
    "value-empty": Page(
        title=("Chữ để trống", "Empty text"),
        message=("{label} không được là chữ trống", "{label} may not be empty text"),
        hint=("điền chữ, hoặc viết {hint}", "fill it in, or write {hint}"),
        why=("Chữ trống không cho biết là chưa điền hay không có.", "Empty text does not say whether it was forgotten or is not known."),
        remedy=("Điền giá trị, hoặc null nếu được phép.", "Fill it in, or write null where that is allowed."),
    ),
    "value-range": Page(
        title=("Số ngoài giới hạn", "A number out of bounds"),
        message=("{label} là {found}, phải {expected}", "{label} is {found}; it must be {expected}"),
        hint=CHANGE_TO,
        why=("Số ngoài giới hạn thường là gõ nhầm.", "A number out of bounds is usually a slip."),
        remedy=("Sửa lại số.", "Correct the number."),
    ),
    "value-other": Page(
        title=("Giá trị trái với lược đồ", "A value the schema does not allow"),
        message=("{label} trái với lược đồ ({expected})", "{label} does not obey the schema ({expected})"),
        hint=("xem lược đồ của phần này", "see the schema of this part"),
        why=_FORMAT_WHY,
        remedy=("Sửa theo lược đồ của chính sách đang dùng.", "Follow the schema of the policy in use."),
    ),
    "list-short": Page(
        title=("Danh sách quá ngắn", "A list is too short"),
        message=("{label} phải có ít nhất {expected} mục", "{label} needs at least {expected} item(s)"),
        hint=("thêm mục, ví dụ {hint}", "add an item, for example {hint}"),
        why=("Danh sách này trống thì không có gì để áp dụng.", "With nothing in this list there is nothing to apply."),
        remedy=("Thêm mục vào danh sách.", "Add to the list."),
    ),
    "list-repeated": Page(
        title=("Một mục viết hai lần", "An item is written twice"),
        message=("“{found}” đã có ở trên trong cùng danh sách", "“{found}” already stands above in the same list"),
        hint=("xóa mục “{found}” thừa", "delete the second “{found}”"),
        why=("Mục lặp thường là chép nhầm.", "A repeated item is usually a slip of copying."),
        remedy=("Xóa mục thừa.", "Delete the second item."),
    ),
}
