"""Problems of texts, of what a procedure should say, and of how long ago somebody looked."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import CHANGE_TO, Page

PAGES: dict[str, Page] = {
    "letter-lookalike": Page(
        title=("Chữ trông giống mà không phải", "A letter that only looks right"),
        message=("“{found}” có chữ trông giống chữ khác: {letters}", "“{found}” holds a letter that looks like another: {letters}"),
        hint=CHANGE_TO,
        why=(
            "Ð (U+00D0) không phải Đ (U+0110): tìm “Đăng ký” sẽ không thấy, và hai tên giống hệt nhau lại bị coi là khác nhau.",
            "Ð (U+00D0) is not Đ (U+0110): a search does not find the word, and two names that look alike are not equal.",
        ),
        remedy=(
            "Gõ lại chữ bằng bộ gõ tiếng Việt. Chữ ƣ thay cho ư thường do chép từ tệp PDF; chữ Nga, Hy Lạp và chữ toàn khổ cũng vậy.",
            "Type the word again. ƣ for ư usually comes from PDF files; so do Cyrillic, Greek and full-width letters.",
        ),
    ),
    "text-invisible": Page(
        title=("Ký tự không nhìn thấy trong chữ", "A character nobody sees in a text"),
        message=("có ký tự không nhìn thấy hoặc bị hỏng ở đây: {found}", "an invisible or ruined character stands here: {found}"),
        hint=("xóa ký tự này rồi gõ lại chữ quanh đó", "delete it and type the words around it again"),
        why=(
            "Dấu cách không ngắt, dấu nối mềm hay ký tự độ rộng không làm hai chữ trông giống nhau mà khác nhau.",
            "No-break spaces, soft hyphens and zero-width signs make texts differ that look alike.",
        ),
        remedy=(
            "Thường theo vào khi chép từ trang mạng, PDF hay Word. U+FFFD là chữ đã hỏng khi chuyển mã: gõ lại từ nguồn.",
            "They come with text pasted from pages, PDF or Word. U+FFFD is a letter lost in conversion: type it again from the source.",
        ),
    ),
    "text-swallowed": Page(
        title=("Dấu thăng nuốt mất chữ", "A hash swallows words"),
        message=("“{found}” bị đọc là ghi chú nên không thuộc giá trị", "“{found}” is read as a comment and is no part of the value"),
        hint=CHANGE_TO,
        why=(
            "Sau dấu cách, dấu # mở đầu một ghi chú: “Giấy phép số #12” chỉ còn “Giấy phép số”.",
            "After a space # starts a comment: “Permit no. #12” is read as “Permit no.”.",
        ),
        remedy=(
            "Đặt cả giá trị trong dấu nháy kép. Nếu đúng là ghi chú thì viết một dấu cách sau dấu #.",
            "Put the whole value in double quotes. If it is a comment, write a space after the hash.",
        ),
    ),
    "quote-curly": Page(
        title=("Dấu nháy cong thay cho nháy thẳng", "Curly quotes where straight ones are needed"),
        message=(
            "“{found}”: dấu nháy cong là một phần của chữ, không phải dấu nháy của YAML ({label})",
            "“{found}”: curly quotes are part of the text, not the quotes of YAML ({label})",
        ),
        hint=CHANGE_TO,
        why=(
            "Word và điện thoại tự đổi nháy thẳng thành nháy cong; khi đó ngày, giờ và mã không còn đọc được.",
            "Word processors and phones turn straight quotes into curly ones; then dates, times and codes cannot be read.",
        ),
        remedy=('Viết dấu nháy thẳng " ở đầu và cuối giá trị.', 'Write the straight quote " before and after the value.'),
    ),
    "personal-data": Page(
        title=("Dữ liệu cá nhân trong danh mục", "Personal data in a catalog"),
        message=("có {what} ở đây ({found})", "{what} stands here ({found})"),
        hint=(
            "xóa; danh mục không cần và không được chứa dữ liệu của người dân",
            "delete it; a catalog needs and may hold no data of persons",
        ),
        why=(
            "Danh mục được công bố và lưu lại mãi; số định danh, số điện thoại, địa chỉ thư của một người thì không thu lại được.",
            "A catalog is published and kept for good; a person's number or address cannot be taken back.",
        ),
        remedy=(
            "Xóa, kể cả trong ghi chú. Đã lưu vào lịch sử phiên bản thì báo người quản trị kho để gỡ.",
            "Delete it, in comments too. If it is in the version history already, tell whoever keeps the repository.",
        ),
    ),
    "part-missing": Page(
        title=("Thủ tục thiếu một bộ phận tạo thành", "A procedure lacks one of its parts"),
        message=("chưa có {part} ({citation})", "there is no {part} ({citation})"),
        hint=(
            "tìm nguồn rồi điền {hint}; chưa tìm được thì để vậy, không đoán",
            "find a source and fill in {hint}; if there is none leave it, never guess",
        ),
        why=(
            "Nghị định 63/2010/NĐ-CP, Điều 8 khoản 2 (sửa bởi Nghị định 92/2017/NĐ-CP) liệt kê các bộ phận mà một thủ tục phải có.",
            "Decree 63/2010/NĐ-CP, Art. 8(2) (amended by Decree 92/2017/NĐ-CP) lists the parts every procedure must have.",
        ),
        remedy=(
            "Điền khi có nguồn. Danh mục này không ghi trình tự thực hiện (điểm b) và đối tượng thực hiện (điểm e), nên hai phần đó không được xét.",
            "Fill it in when there is a source. This catalog records neither steps (b) nor applicants (e), so these two are not looked at.",
        ),
    ),
    "review-missing": Page(
        title=("Chưa ai rà soát", "Nobody has reviewed it"),
        message=("tệp chưa ghi ngày rà soát", "the file states no day of review"),
        hint=("đối chiếu với nguồn rồi ghi {hint}", "compare it with its sources and write {hint}"),
        why=("Không biết dữ kiện còn đúng hay không.", "Nobody knows whether the facts still hold."),
        remedy=(
            "Đối chiếu từng dữ kiện với nguồn rồi ghi ngày vào reviewed_on.",
            "Compare each fact with its source, then state the day in reviewed_on.",
        ),
    ),
    "review-due": Page(
        title=("Đã hơn một năm chưa rà soát", "Not reviewed for more than a year"),
        message=("rà soát lần cuối ngày {found}, đã hơn một năm", "last reviewed on {found}, more than a year ago"),
        hint=("đối chiếu lại với nguồn rồi sửa reviewed_on", "compare it with its sources again and change reviewed_on"),
        why=("Thủ tục, phí và lịch thường đổi mỗi năm.", "Procedures, fees and calendars change about every year."),
        remedy=("Đối chiếu lại; chỉ đổi ngày khi đã đối chiếu.", "Compare again; change the day only when you have."),
    ),
    "review-overdue": Page(
        title=("Đã hơn hai năm chưa rà soát", "Not reviewed for more than two years"),
        message=("rà soát lần cuối ngày {found}, đã hơn hai năm", "last reviewed on {found}, more than two years ago"),
        hint=("đối chiếu lại với nguồn rồi sửa reviewed_on", "compare it with its sources again and change reviewed_on"),
        why=("Sau hai năm thì nhiều dữ kiện có thể đã khác.", "After two years much may have changed."),
        remedy=("Đối chiếu lại; chỉ đổi ngày khi đã đối chiếu.", "Compare again; change the day only when you have."),
    ),
}
