"""Problems of the folder and of reading a file, before its content is looked at."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import CHANGE_TO, Page, Words

NO_REGULAR_FILE: Words = ("đây không phải tệp thường", "this is no ordinary file")
"""Why a pipe, a socket or a device in the catalog's folder is not read."""

PAGES: dict[str, Page] = {
    "folder-missing": Page(
        title=("Không có thư mục danh mục", "The catalog's folder is not there"),
        message=("không có thư mục này, hoặc đây không phải thư mục", "there is no such folder, or this is not a folder"),
        hint=(
            "kiểm tra lại đường dẫn; thư mục danh mục là thư mục chứa manifest.yaml",
            "check the path; a catalog is the folder that holds manifest.yaml",
        ),
        why=("Không có thư mục thì không có gì để đọc.", "Without the folder there is nothing to read."),
        remedy=("Đưa đúng đường dẫn đến thư mục chứa manifest.yaml.", "Give the path of the folder that holds manifest.yaml."),
    ),
    "file-missing": Page(
        title=("Thiếu một tệp bắt buộc", "A required file is missing"),
        message=("danh mục phải có tệp {expected} ở thư mục gốc", "a catalog must have the file {expected} at its top"),
        hint=("tạo tệp {hint}", "create the file {hint}"),
        why=(
            "manifest.yaml, legal.yaml, sources.yaml và offices.yaml là phần mà mọi thủ tục dựa vào.",
            "manifest.yaml, legal.yaml, sources.yaml and offices.yaml are what every procedure rests on.",
        ),
        remedy=("Tạo tệp, hoặc đổi lại tên nếu tệp đã bị đổi tên.", "Create the file, or give it its name back if it was renamed."),
    ),
    "file-misplaced": Page(
        title=("Tệp nằm sai chỗ hoặc sai đuôi tên", "A file in the wrong place or with the wrong ending"),
        message=(
            "tệp này không được đọc vì không nằm đúng chỗ hoặc đuôi tên không phải .yaml",
            "this file is not read: it is not where it belongs, or does not end in .yaml",
        ),
        hint=("đổi thành {hint}", "make it {hint}"),
        why=(
            "Tệp không được đọc mà không ai biết thì dữ kiện trong đó coi như không có.",
            "What stands in a file nobody reads is lost without a word.",
        ),
        remedy=(
            "Thủ tục đặt ở <cấp>/<lĩnh vực>/<mã>.yaml, mô hình ở models/, lịch ở calendar/; đuôi tên là .yaml.",
            "Procedures go to <level>/<field>/<code>.yaml, models to models/, calendars to calendar/; names end in .yaml.",
        ),
    ),
    "file-unknown": Page(
        title=("Tệp lạ trong thư mục danh mục", "An unknown file in the catalog's folder"),
        message=("tệp này không thuộc danh mục và không được đọc", "this file is no part of the catalog and is not read"),
        hint=("chuyển tệp ra khỏi thư mục danh mục", "move it out of the catalog's folder"),
        why=("Tệp lạ thường là bản lưu tạm hoặc tệp bỏ quên.", "Such a file is usually a backup or was forgotten."),
        remedy=("Xóa hoặc chuyển đi nơi khác.", "Delete it or move it elsewhere."),
    ),
    "file-unreadable": Page(
        title=("Không mở được tệp", "A file cannot be opened"),
        message=("không đọc được tệp: {reason}", "the file cannot be read: {reason}"),
        hint=("kiểm tra quyền đọc tệp", "check that the file may be read"),
        why=("Tệp không mở được thì không kiểm tra được.", "What cannot be opened cannot be checked."),
        remedy=(
            "Sửa quyền truy cập, hoặc thay liên kết hỏng bằng tệp thật.",
            "Mend the permissions, or replace a broken link by a real file.",
        ),
    ),
    "file-size": Page(
        title=("Tệp quá lớn", "A file is too large"),
        message=("tệp lớn hơn {limit} byte", "the file is larger than {limit} bytes"),
        hint=("tách tệp; mỗi thủ tục một tệp", "split it; one file a procedure"),
        why=(
            "Một tệp danh mục chỉ vài chục nghìn byte; lớn hơn nhiều là đã lẫn thứ khác.",
            "A catalog file has some ten thousand bytes; far more means something else got in.",
        ),
        remedy=("Tách nội dung, hoặc bỏ phần không thuộc danh mục.", "Split it, or take out what is no part of the catalog."),
    ),
    "file-bom": Page(
        title=("Tệp có dấu BOM", "A file begins with a byte-order mark"),
        message=("đầu tệp có dấu BOM hoặc tệp không phải UTF-8", "the file begins with a byte-order mark, or is not UTF-8"),
        hint=("lưu lại tệp với bảng mã “UTF-8” (không phải “UTF-8 with BOM”)", "save it as “UTF-8” (not “UTF-8 with BOM”)"),
        why=(
            "Dấu BOM vô hình làm nhiều chương trình đọc sai khóa đầu tiên.",
            "The invisible mark makes many programs misread the first key.",
        ),
        remedy=("Trong trình soạn thảo, chọn lưu với bảng mã UTF-8.", "In your editor choose to save as UTF-8."),
    ),
    "file-encoding": Page(
        title=("Tệp không phải UTF-8", "A file is not UTF-8"),
        message=("byte {found} ở đây không phải UTF-8", "the byte {found} here is not UTF-8"),
        hint=("mở tệp bằng đúng bảng mã cũ rồi lưu lại là UTF-8", "open it in its old encoding and save it as UTF-8"),
        why=("Sai bảng mã thì chữ tiếng Việt bị hỏng.", "In the wrong encoding Vietnamese letters are ruined."),
        remedy=(
            "Chuyển tệp sang Unicode UTF-8; chữ gõ bằng bảng mã TCVN3 hay VNI phải chuyển mã trước.",
            "Convert it to UTF-8; text in TCVN3 or VNI has to be converted first.",
        ),
    ),
    "file-empty": Page(
        title=("Tệp trống", "A file is empty"),
        message=("tệp không có nội dung", "the file has no content"),
        hint=("điền nội dung, hoặc xóa tệp", "fill it in, or delete it"),
        why=("Tệp trống thường là lưu hỏng.", "An empty file is usually a save that failed."),
        remedy=("Khôi phục từ bản trước, hoặc xóa tệp.", "Restore it from the version before, or delete it."),
    ),
    "kind-mismatch": Page(
        title=("Loại tệp không đúng với chỗ đặt", "The kind of file does not fit its place"),
        message=(
            "chỗ này là của tệp loại {expected}, nhưng tệp ghi kind: {found}",
            "this place is for a file of kind {expected}, but it says kind: {found}",
        ),
        hint=("sửa thành kind: {hint}, hoặc chuyển tệp về đúng chỗ", "change it to kind: {hint}, or move the file where it belongs"),
        why=("Loại tệp quyết định cách đọc mọi khóa trong tệp.", "The kind decides how every key in the file is read."),
        remedy=("Sửa kind hoặc chuyển tệp.", "Change kind or move the file."),
    ),
    "yaml-syntax": Page(
        title=("Tệp sai cú pháp YAML", "A file is not valid YAML"),
        message=("từ chỗ này không đọc tiếp được: {reason}", "it cannot be read on from here: {reason}"),
        hint=(
            "xem dòng này và dòng trên: thụt lề bằng dấu cách cho thẳng hàng, có dấu cách sau dấu hai chấm, đóng đủ dấu nháy và ngoặc",
            "look at this line and the one above: indent with spaces in line, put a space after the colon, close quotes and brackets",
        ),
        why=("Phần sau chỗ này chưa được kiểm tra.", "What follows has not been checked yet."),
        remedy=(
            "Sửa chỗ được chỉ rồi kiểm tra lại. Giá trị có dấu hai chấm, dấu thăng hay bắt đầu bằng ký hiệu lạ thì đặt trong dấu nháy kép.",
            "Mend the place shown and check again. Put a value in double quotes if it holds a colon or a hash, or starts with a sign.",
        ),
    ),
    "yaml-character": Page(
        title=("Ký tự điều khiển trong tệp", "A control character in a file"),
        message=("ký tự vô hình {found} không được có trong tệp", "the invisible character {found} may not stand in a file"),
        hint=("xóa ký tự này; gõ lại chữ quanh đó", "delete it; type the words around it again"),
        why=("Ký tự này thường theo vào khi chép từ PDF hay Word.", "Such characters come in when text is pasted from PDF or Word."),
        remedy=("Xóa và gõ lại đoạn đó.", "Delete the passage and type it again."),
    ),
    "yaml-indent": Page(
        title=("Thụt lề không phải bằng dấu cách", "A line is not indented with spaces"),
        message=("dòng này thụt lề bằng ký tự {found}, không phải dấu cách", "this line is indented with {found}, not with spaces"),
        hint=("xóa phần thụt lề và gõ lại bằng dấu cách", "delete the indentation and type it with spaces"),
        why=(
            "Tab và dấu cách không ngắt trông như dấu cách nhưng làm dòng thuộc về chỗ khác.",
            "Tabs and no-break spaces look like spaces but make the line belong elsewhere.",
        ),
        remedy=("Thụt lề mỗi bậc bằng hai dấu cách.", "Indent each step by two spaces."),
    ),
    "yaml-duplicate-key": Page(
        title=("Một khóa viết hai lần", "A key is written twice"),
        message=("khóa “{found}” đã có ở trên trong cùng khối", "the key “{found}” already stands above in the same block"),
        hint=("giữ một dòng “{found}:”, xóa dòng kia", "keep one line “{found}:” and delete the other"),
        why=(
            "Các chương trình khác nhau lấy giá trị khác nhau; dữ kiện mất mà không báo.",
            "Programs differ in which value they take; one is lost silently.",
        ),
        remedy=("Giữ giá trị đúng và xóa dòng thừa.", "Keep the right value and delete the other line."),
    ),
    "yaml-alias": Page(
        title=("Dùng neo hoặc bí danh YAML", "A YAML anchor or alias is used"),
        message=("không dùng neo và bí danh ({found})", "anchors and aliases ({found}) are not used here"),
        hint=("viết lại giá trị đầy đủ thay cho {found}", "write the value out in place of {found}"),
        why=(
            "Giá trị viết ở nơi khác thì người đọc không thấy, và có thể làm tệp phình to.",
            "A value written elsewhere is not seen here, and can swell the file.",
        ),
        remedy=(
            "Chép giá trị vào từng chỗ. Giá trị bắt đầu bằng & hoặc * thì đặt trong dấu nháy kép.",
            "Copy the value to each place. Quote a value that starts with & or *.",
        ),
    ),
    "yaml-merge-key": Page(
        title=("Dùng khóa trộn <<", "The merge key << is used"),
        message=("không dùng khóa trộn “<<”", "the merge key “<<” is not used here"),
        hint=("viết các khóa ra, mỗi khóa một dòng", "write the keys out, one a line"),
        why=("Không phải chương trình nào cũng hiểu khóa này.", "Not every program understands it."),
        remedy=("Chép các khóa cần dùng vào đây.", "Copy the keys you need to this place."),
    ),
    "yaml-tag": Page(
        title=("Dùng thẻ kiểu YAML", "A YAML tag is used"),
        message=("không dùng thẻ kiểu ({found})", "tags ({found}) are not used here"),
        hint=("xóa thẻ; văn bản thì đặt trong dấu nháy kép", "delete the tag; put text in double quotes"),
        why=("Thẻ làm đổi cách đọc giá trị, kể cả chạy mã.", "A tag changes how a value is read, even to running code."),
        remedy=("Xóa thẻ. Giá trị bắt đầu bằng ! thì đặt trong dấu nháy kép.", "Delete the tag. Quote a value that starts with !."),
    ),
    "yaml-directive": Page(
        title=("Dùng chỉ thị YAML", "A YAML directive is used"),
        message=("không dùng dòng chỉ thị bắt đầu bằng %", "directives, lines that start with %, are not used here"),
        hint=("xóa dòng bắt đầu bằng %", "delete the line that starts with %"),
        why=("Chỉ thị làm đổi cách đọc cả tệp.", "A directive changes how the whole file is read."),
        remedy=("Xóa dòng chỉ thị.", "Delete the directive."),
    ),
    "yaml-documents": Page(
        title=("Nhiều tài liệu trong một tệp", "Several documents in one file"),
        message=("từ đây là một tài liệu thứ hai; mỗi tệp chỉ có một", "a second document starts here; a file has only one"),
        hint=("xóa dòng ---, hoặc tách thành tệp riêng", "delete the line ---, or split the file"),
        why=("Phần sau dòng --- sẽ bị bỏ qua.", "What follows the line --- would be left out."),
        remedy=("Mỗi thủ tục, mô hình hay lịch là một tệp.", "Each procedure, model or calendar is a file of its own."),
    ),
    "yaml-depth": Page(
        title=("Lồng quá sâu", "Nested too deeply"),
        message=("lồng sâu hơn {limit} bậc", "nested deeper than {limit} levels"),
        hint=("kiểm tra ngoặc và thụt lề quanh đây", "check brackets and indentation around here"),
        why=(
            "Không tệp danh mục nào lồng sâu như vậy; thường là thừa ngoặc.",
            "No catalog file nests so deeply; usually brackets were left open.",
        ),
        remedy=("Xóa ngoặc thừa.", "Delete the surplus brackets."),
    ),
    "yaml-nodes": Page(
        title=("Quá nhiều giá trị trong một tệp", "Too many values in one file"),
        message=("tệp có hơn {limit} giá trị", "the file has more than {limit} values"),
        hint=("tách tệp; mỗi thủ tục một tệp", "split it; one file a procedure"),
        why=("Một tệp như vậy không phải do người viết.", "No person writes such a file."),
        remedy=("Tách nội dung, hoặc bỏ phần không thuộc danh mục.", "Split it, or take out what is no part of the catalog."),
    ),
    "yaml-key": Page(
        title=("Khóa không phải là chữ", "A key is not text"),
        message=("khóa “{found}” không phải là chữ", "the key “{found}” is not text"),
        hint=(
            "viết tên khóa bằng chữ; số hay từ riêng thì đặt trong dấu nháy: {hint}",
            "write the key as text; quote a number or a reserved word: {hint}",
        ),
        why=(
            "Số, null hay true làm khóa thì mỗi chương trình đọc một kiểu.",
            "Programs differ in how they read a number, null or true as a key.",
        ),
        remedy=("Dùng đúng tên khóa trong lược đồ.", "Use the key's name as in the schema."),
    ),
    "yaml-top": Page(
        title=("Tệp không phải là các cặp khóa: giá trị", "A file is not made of key: value pairs"),
        message=("tệp phải bắt đầu bằng các cặp “khóa: giá trị”", "the file must begin with “key: value” pairs"),
        hint=("bắt đầu bằng dòng kind: ...", "begin with the line kind: ..."),
        why=("Không có khóa thì không biết giá trị là gì.", "Without keys nobody knows what the values are."),
        remedy=("Mở một tệp cùng loại để làm theo.", "Follow another file of the same kind."),
    ),
    "text-nfc": Page(
        title=("Chữ Việt tổ hợp, chưa ở dạng dựng sẵn", "Vietnamese text is not in composed form"),
        message=("“{found}” gõ bằng Unicode tổ hợp (dấu rời)", "“{found}” is typed with separate accents (decomposed Unicode)"),
        hint=CHANGE_TO,
        why=(
            "Hai cách gõ trông giống nhau nhưng máy coi là hai chữ khác nhau, nên tìm kiếm và so sánh đều sai.",
            "The two forms look alike but are different to a machine, so searching and comparing go wrong.",
        ),
        remedy=("Chọn bảng mã “Unicode dựng sẵn” trong bộ gõ rồi gõ lại.", "Set your keyboard to composed Unicode and type it again."),
    ),
}

_SYNTAX: dict[str, Words] = {
    "mapping values are not allowed": (
        "có dấu hai chấm trong một giá trị không đặt trong dấu nháy, hoặc dòng thụt lề sai",
        "a value without quotes holds a colon, or the line is indented wrongly",
    ),
    "cannot start any token": (
        "giá trị bắt đầu bằng ký hiệu không được phép (@, `, %); hãy đặt trong dấu nháy kép",
        "a value starts with a sign that may not start one (@, `, %); put it in double quotes",
    ),
    "did not find expected key": (
        "dòng thụt lề không thẳng với các khóa cùng khối, hoặc thừa chữ sau dấu nháy, dấu ngoặc đóng",
        "the line is not in line with the keys of its block, or something follows a closing quote or bracket",
    ),
    "did not find expected '-' indicator": ("mục của danh sách không thẳng hàng", "an item of the list is out of line"),
    "did not find expected ',' or ']'": ("thiếu dấu phẩy hoặc ngoặc vuông đóng", "a comma or a closing square bracket is missing"),
    "did not find expected ',' or '}'": ("thiếu dấu phẩy hoặc ngoặc nhọn đóng", "a comma or a closing curly bracket is missing"),
    "could not find expected ':'": ("thiếu dấu hai chấm sau tên khóa", "the colon after a key is missing"),
    "unexpected end of stream": ("dấu nháy mở ra mà không đóng", "a quote was opened and never closed"),
    "escape": (
        "sau dấu \\ trong dấu nháy kép là ký tự không có nghĩa; viết \\\\ nếu muốn chính dấu đó",
        "the character after \\ in double quotes means nothing; write \\\\ for the sign itself",
    ),
    "block sequence entries are not allowed": (
        "mục bắt đầu bằng “- ” phải ở dòng riêng, dưới khóa của danh sách",
        "an item that starts with “- ” belongs on a line of its own, under the key of the list",
    ),
    "<document start>": ("phần này không thuộc khối nào ở trên", "this belongs to no block above"),
    "tag handle": ("giá trị bắt đầu bằng dấu !; hãy đặt trong dấu nháy kép", "a value starts with !; put it in double quotes"),
    "alphabetic or numeric": (
        "giá trị bắt đầu bằng dấu & hoặc *; hãy đặt trong dấu nháy kép",
        "a value starts with & or *; put it in double quotes",
    ),
}


def syntax_reason(said: str) -> Words:
    """What the YAML parser said, in plain words; its own words where there are none."""
    return next((words for part, words in _SYNTAX.items() if part in said), (f"sai cú pháp ({said})", said))
