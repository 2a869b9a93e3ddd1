"""Problems of what the files say taken together: references, periods, counts, calendars, hours, dossiers."""

from __future__ import annotations

from tthc_catalog.messages.problem_page import CHANGE_TO, Page, Words


def _reference(what: Words, home: Words) -> Page:
    """The page of a reference that leads nowhere: ``what`` is referred to, ``home`` is where it should be declared."""
    return Page(
        title=(f"Dẫn đến {what[0]} không có", f"A reference to {what[1]} that is not there"),
        message=(f"không có {what[0]} “{{found}}” trong {home[0]}", f"there is no {what[1]} “{{found}}” in {home[1]}"),
        hint=(f"sửa thành {{hint}}, hoặc khai báo trong {home[0]}", f"change it to {{hint}}, or declare it in {home[1]}"),
        why=(
            "Người dân phải tra được mọi điều danh mục dẫn ra; dẫn đến chỗ không có thì không ai kiểm chứng được.",
            "Citizens must be able to look up whatever the catalog refers to; nobody can verify what is not there.",
        ),
        remedy=(f"Sửa lỗi gõ, hoặc thêm mục mới vào {home[0]}.", f"Correct the slip, or add an entry to {home[1]}."),
    )


PAGES: dict[str, Page] = {
    "reference-document": _reference(("văn bản", "document"), ("legal.yaml", "legal.yaml")),
    "reference-source": _reference(("nguồn", "source"), ("sources.yaml", "sources.yaml")),
    "reference-office": _reference(("bộ phận", "office"), ("offices.yaml", "offices.yaml")),
    "reference-hours": _reference(("khung giờ", "set of hours"), ("offices.yaml", "offices.yaml")),
    "reference-model": _reference(("mô hình", "model"), ("thư mục models/", "the folder models/")),
    "reference-calendar": _reference(("lịch", "calendar"), ("thư mục calendar/", "the folder calendar/")),
    "reference-field": _reference(("lĩnh vực", "field"), ("manifest.yaml", "manifest.yaml")),
    "reference-level": _reference(("cấp", "level"), ("manifest.yaml", "manifest.yaml")),
    "reference-procedure": _reference(("thủ tục", "procedure"), ("danh mục", "the catalog")),
    "reference-case": _reference(("trường hợp", "case"), ("các thủ tục của danh mục", "the catalog's procedures")),
    "reference-check": _reference(("phép kiểm tra", "check"), ("thư viện và các phần mở rộng", "the library and its plugins")),
    "plugin-broken": Page(
        title=("Phần mở rộng cần dùng bị hỏng", "The plugin that is needed does not work"),
        message=(
            "không dùng được “{found}”: {reason}",
            "“{found}” cannot be used: {reason}",
        ),
        hint=(
            "sửa, nâng cấp hoặc gỡ phần mở rộng nêu trên; xem lệnh tthc plugins",
            "mend, upgrade or remove the plugin named; see tthc plugins",
        ),
        why=(
            "Thiếu nó thì không tính được hạn đã hứa, nên danh mục không được dùng tạm.",
            "Without it the promised deadlines cannot be reckoned, so the catalog is not used as if it were whole.",
        ),
        remedy=(
            "Chạy tthc plugins để xem phần mở rộng nào hỏng và vì sao; TTHC_PLUGINS để trống thì không phần mở rộng nào được nạp.",
            "Run tthc plugins to see which plugin fails and why; with TTHC_PLUGINS empty none is loaded.",
        ),
    ),
    "check-finding": Page(
        title=("Phép kiểm tra thêm nêu một điểm", "A further check found something"),
        message=("{reason}", "{reason}"),
        hint=("{hint}", "{hint}"),
        why=(
            "manifest.yaml chọn phép kiểm tra này nên danh mục muốn đạt nó.",
            "The manifest chooses this check, so the catalog wants to pass it.",
        ),
        remedy=("Sửa theo câu trên, hoặc bỏ phép kiểm tra khỏi checks.", "Do as said, or take the check out of checks."),
    ),
    "policy-unknown": Page(
        title=("Chính sách không có", "An unknown policy"),
        message=("không có chính sách “{found}”; đang có: {expected}", "there is no policy “{found}”; there are: {expected}"),
        hint=(
            "sửa thành {hint}, hoặc cài phần mở rộng cung cấp chính sách này",
            "change it to {hint}, or install the plugin that provides it",
        ),
        why=("Không có chính sách thì không tính được hạn.", "Without the policy no deadline can be reckoned."),
        remedy=("Sửa lỗi gõ, hoặc cài phần mở rộng.", "Correct the slip, or install the plugin."),
    ),
    "policy-parameters": Page(
        title=("Tham số của chính sách không dùng được", "Parameters the policy cannot use"),
        message=("{reason}", "{reason}"),
        hint=("sửa tham số theo câu trên", "change the parameter as said"),
        why=("Tham số mâu thuẫn thì có lúc không tính ra hạn.", "With contradicting parameters some deadlines cannot be reckoned."),
        remedy=("Xem mô tả tham số của chính sách.", "See the description of the policy's parameters."),
    ),
    "place-mismatch": Page(
        title=("Nội dung không khớp tên tệp hoặc thư mục", "Content and place disagree"),
        message=(
            "{label} là “{found}”, nhưng tên tệp hoặc thư mục là “{expected}”",
            "{label} is “{found}”, but the file or folder is named “{expected}”",
        ),
        hint=("sửa thành {hint}, hoặc đổi tên tệp, thư mục", "change it to {hint}, or rename the file or folder"),
        why=(
            "Tệp nằm sai chỗ thì người sau tìm không ra và sửa nhầm.",
            "In the wrong place a file is not found, and the wrong one is edited.",
        ),
        remedy=(
            "Thủ tục: <cấp>/<lĩnh vực>/<mã>.yaml. Mô hình và lịch: tên tệp là id.",
            "Procedures: <level>/<field>/<code>.yaml. Models and calendars: the file is named by its id.",
        ),
    ),
    "id-repeated": Page(
        title=("Một tên dùng hai lần", "An id is used twice"),
        message=("{label} “{found}” đã có ở dòng {first_line}", "{label} “{found}” already stands at line {first_line}"),
        hint=("đổi tên thành {hint}, hoặc xóa mục thừa", "rename it to {hint}, or delete one of the two"),
        why=(
            "Nơi khác dẫn bằng tên này; hai mục cùng tên thì không biết là mục nào.",
            "Other places refer to this name; with two of them nobody knows which.",
        ),
        remedy=("Mỗi tên dùng một lần.", "Use each id once."),
    ),
    "procedure-repeated": Page(
        title=("Một thủ tục có hai tệp", "A procedure has two files"),
        message=("thủ tục {found} ở cấp này đã có trong {other}", "procedure {found} of this level already stands in {other}"),
        hint=("giữ một tệp, xóa tệp kia", "keep one file and delete the other"),
        why=(
            "Hai tệp cùng mã và cấp thì không biết tính theo tệp nào.",
            "With two files of one code and level nobody knows which one counts.",
        ),
        remedy=("Gộp nội dung vào một tệp.", "Merge the two."),
    ),
    "count-mismatch": Page(
        title=("Số lượng không khớp khai báo", "A count differs from what is declared"),
        message=(
            "{label} của cấp {level}: khai {found}, trong thư mục có {expected}",
            "{label} of level {level}: declared {found}, present {expected}",
        ),
        hint=(
            "sửa thành {hint} nếu kế hoạch đã đổi, hoặc thêm, bớt tệp cho đủ",
            "change it to {hint} if the plan has changed, or add or remove files",
        ),
        why=(
            "Kế hoạch công bố số thủ tục; thiếu hay thừa một tệp là sai danh mục.",
            "The plan declares the number; one file too few or too many makes the list wrong.",
        ),
        remedy=("Đối chiếu thư mục với kế hoạch.", "Compare the folder with the plan."),
    ),
    "office-level": Page(
        title=("Bộ phận không thuộc cấp", "An office of another level"),
        message=(
            "bộ phận “{found}” thuộc cấp {actual}, không phải {expected}",
            "office “{found}” belongs to level {actual}, not {expected}",
        ),
        hint=("chọn một bộ phận của cấp {expected}: {hint}", "choose an office of level {expected}: {hint}"),
        why=("Mỗi cấp tính giờ theo bộ phận của mình.", "Each level reckons by the hours of its own offices."),
        remedy=("Sửa default_office, hoặc sửa level của bộ phận.", "Change default_office, or the level of the office."),
    ),
    "model-unused": Page(
        title=("Mô hình không cấp nào dùng", "A model no level uses"),
        message=("không cấp nào trong manifest.yaml dùng mô hình “{found}”", "no level in manifest.yaml uses the model “{found}”"),
        hint=("thêm {found} vào commitments của một cấp, hoặc xóa tệp", "add {found} to the commitments of a level, or delete the file"),
        why=("Mô hình không được dùng thì không đổi câu trả lời nào.", "A model that is not used changes no answer."),
        remedy=("Gắn mô hình vào cấp, hoặc bỏ đi.", "Bind it to a level, or remove it."),
    ),
    "model-level": Page(
        title=("Mô hình gắn với cấp ngoài phạm vi", "A model bound to a level outside its scope"),
        message=("phạm vi của mô hình “{found}” không có cấp {level}", "the scope of model “{found}” does not have level {level}"),
        hint=(
            "bỏ {found} khỏi commitments, hoặc thêm {level} vào scope.levels của mô hình",
            "take {found} out of commitments, or add {level} to the model's scope.levels",
        ),
        why=("Cam kết ghi ở cấp này nhưng không bao giờ áp dụng.", "The commitment is listed for the level and never holds."),
        remedy=("Sửa một trong hai chỗ.", "Change one of the two."),
    ),
    "period-order": Page(
        title=("Kết thúc không sau bắt đầu", "A period ends before it starts"),
        message=("kết thúc {found} không sau bắt đầu {expected}", "the end {found} is not after the start {expected}"),
        hint=(
            "sửa ngày kết thúc thành ngày sau {expected}, hoặc null nếu chưa kết thúc",
            "change the end to a day after {expected}, or to null if it has not ended",
        ),
        why=("Khoảng thời gian như vậy không có ngày nào.", "Such a period holds no day at all."),
        remedy=("Ngày kết thúc là ngày đầu tiên không còn hiệu lực.", "The end is the first day no longer in force."),
    ),
    "document-dates": Page(
        title=("Văn bản có hiệu lực trước ngày ban hành", "A document in force before it was issued"),
        message=("có hiệu lực {found}, trước ngày ban hành {expected}", "in force on {found}, before it was issued on {expected}"),
        hint=("đối chiếu hai ngày với văn bản", "compare both days with the document"),
        why=("Thường là gõ nhầm ngày.", "Usually a slip in one of the dates."),
        remedy=(
            "Sửa ngày sai; nếu văn bản thật sự có hiệu lực trở về trước thì để nguyên.",
            "Correct the date; if the document really is retroactive, leave it.",
        ),
    ),
    "edition-incomplete": Page(
        title=("Phiên bản đầu chưa đủ", "The first edition is incomplete"),
        message=("phiên bản đầu thiếu “{key}” ({label})", "the first edition lacks “{key}” ({label})"),
        hint=("thêm dòng {hint}", "add the line {hint}"),
        why=(
            "Phiên bản sau chỉ ghi phần thay đổi, nên phiên bản đầu phải ghi đủ.",
            "Later editions state only what changes, so the first must state everything.",
        ),
        remedy=("Thêm khóa; chưa tìm thấy dữ kiện thì ghi null hoặc [].", "Add the key; where no fact was found write null or []."),
    ),
    "edition-order": Page(
        title=("Phiên bản không theo thứ tự thời gian", "Editions out of order"),
        message=(
            "phiên bản này bắt đầu {found}, không sau phiên bản trước ({expected})",
            "this edition starts on {found}, not after the one before ({expected})",
        ),
        hint=(
            "xếp các phiên bản từ cũ đến mới, mỗi phiên bản có effective_from riêng",
            "put editions from old to new, each with its own effective_from",
        ),
        why=("Phiên bản sau lấy phần không ghi từ phiên bản trước nó.", "An edition takes what it does not state from the one before it."),
        remedy=("Đổi chỗ hoặc sửa ngày.", "Swap them or correct the dates."),
    ),
    "edition-overlap": Page(
        title=("Hai phiên bản chồng nhau", "Two editions overlap"),
        message=(
            "phiên bản này còn hiệu lực đến {found}, nhưng phiên bản sau bắt đầu {expected}",
            "this edition holds until {found}, but the next starts on {expected}",
        ),
        hint=("sửa thành effective_until: {hint}", "change it to effective_until: {hint}"),
        why=(
            "Mỗi ngày chỉ có một phiên bản quyết định hồ sơ nhận ngày đó.",
            "On each day exactly one edition decides the dossiers received.",
        ),
        remedy=(
            "effective_until của phiên bản trước bằng effective_from của phiên bản sau.",
            "The effective_until of one equals the effective_from of the next.",
        ),
    ),
    "edition-gap": Page(
        title=("Khoảng trống không có căn cứ giữa hai phiên bản", "An unexplained gap between editions"),
        message=(
            "từ {found} đến trước {expected} không có phiên bản nào và không có căn cứ kết thúc",
            "from {found} until {expected} no edition holds, and nothing says why",
        ),
        hint=(
            "sửa thành effective_until: {hint}, hoặc ghi effective_until_basis",
            "change it to effective_until: {hint}, or state effective_until_basis",
        ),
        why=(
            "Hồ sơ nhận trong khoảng đó sẽ được trả lời là thủ tục không có hiệu lực.",
            "A dossier received then would be told that the procedure is not in force.",
        ),
        remedy=(
            "Sửa ngày, hoặc viện dẫn văn bản đã chấm dứt phiên bản trước.",
            "Correct the date, or cite the document that ended the edition before.",
        ),
    ),
    "edition-pause": Page(
        title=("Khoảng không hiệu lực giữa hai phiên bản", "A pause between editions"),
        message=(
            "từ {found} đến trước {expected} thủ tục không có hiệu lực",
            "from {found} until {expected} the procedure is not in force",
        ),
        hint=("nếu không đúng, sửa thành effective_until: {hint}", "if that is not so, change it to effective_until: {hint}"),
        why=(
            "Căn cứ kết thúc đã ghi, nhưng khoảng trống thường là gõ nhầm ngày.",
            "The end has its basis, but a pause is usually a slip in a date.",
        ),
        remedy=("Đối chiếu hai ngày với văn bản.", "Compare both days with the documents."),
    ),
    "case-times": Page(
        title=("Trường hợp có hai cách tính thời hạn", "A case with two ways to reckon its time"),
        message=("trường hợp “{found}” ghi cả {expected}", "the case “{found}” states {expected}"),
        hint=("giữ một trong {expected}, bỏ phần còn lại (null hoặc false)", "keep one of {expected} and drop the rest (null or false)"),
        why=("Mỗi trường hợp chỉ có một thời hạn.", "A case has one time limit."),
        remedy=("Chọn: thời hạn riêng, kéo dài thêm, hoặc thỏa thuận.", "Choose: a time of its own, an extension, or an agreement."),
    ),
    "case-reason": Page(
        title=("Loại khỏi cam kết mà không nêu lý do", "Excluded from the commitment without a reason"),
        message=(
            "trường hợp “{found}” không theo cam kết nhưng không ghi lý do",
            "the case “{found}” is outside the commitment, and nothing says why",
        ),
        hint=("thêm dòng {hint}", "add the line {hint}"),
        why=(
            "Câu trả lời cho người dân phải nói vì sao không trả trong ngày.",
            "The answer must tell the citizen why it is not the same day.",
        ),
        remedy=("Ghi lý do bằng một câu.", "State the reason in a sentence."),
    ),
    "case-extends": Page(
        title=("Kéo dài một thời hạn không có", "An extension of nothing"),
        message=(
            "trường hợp “{found}” kéo dài thêm, nhưng thủ tục không có thời hạn bình thường",
            "the case “{found}” extends the time, but the procedure has no ordinary time",
        ),
        hint=(
            "ghi processing_time của thủ tục, hoặc của chính trường hợp này",
            "state the processing_time of the procedure, or of this case",
        ),
        why=("Không có thời hạn gốc thì không cộng thêm được.", "There is nothing to add to."),
        remedy=("Điền thời hạn, hoặc bỏ extends_by.", "State the time, or drop extends_by."),
    ),
    "time-inconsistent": Page(
        title=("Thời hạn tự mâu thuẫn", "A time limit that contradicts itself"),
        message=("{label}: {reason}", "{label}: {reason}"),
        hint=CHANGE_TO,
        why=("Thời hạn mâu thuẫn thì mỗi người hiểu một cách.", "Everybody reads a contradicting time limit differently."),
        remedy=(
            "same_day đi với amount 0; after luôn đi với then_working_days.",
            "same_day goes with amount 0; after always goes with then_working_days.",
        ),
    ),
    "fee-inconsistent": Page(
        title=("Mức thu tự mâu thuẫn", "A fee that contradicts itself"),
        message=("{label}: {reason}", "{label}: {reason}"),
        hint=CHANGE_TO,
        why=("Người dân phải biết chắc có thu hay không.", "Citizens must know for certain whether something is charged."),
        remedy=(
            "known phải có khoản thu; free và unknown thì items để [] hoặc chỉ có khoản riêng (applies_to); cap_amount đi với cap_per.",
            "known needs items; free and unknown have items: [] or only items with applies_to; cap_amount goes with cap_per.",
        ),
    ),
    "group-single": Page(
        title=("Nhóm thay thế chỉ có một giấy tờ", "A group of one paper"),
        message=("nhóm “{found}” chỉ có một giấy tờ, không có gì để thay", "the group “{found}” has one paper, and nothing to replace it"),
        hint=("sửa thành any_of: null, hoặc thêm giấy tờ thay được", "change it to any_of: null, or add what may replace it"),
        why=("Thường là gõ sai tên nhóm ở giấy tờ kia.", "Usually the group's name was mistyped at the other paper."),
        remedy=("Sửa tên nhóm cho giống nhau.", "Give all members the same group name."),
    ),
    "group-optional": Page(
        title=("Nhóm vừa bắt buộc vừa không", "A group both required and optional"),
        message=("nhóm “{found}” có giấy tờ bắt buộc và giấy tờ không bắt buộc", "the group “{found}” has required and optional papers"),
        hint=("ghi optional giống nhau cho mọi giấy tờ của nhóm: {hint}", "state the same optional for all papers of the group: {hint}"),
        why=("Không biết thiếu cả nhóm thì hồ sơ có được nhận không.", "Nobody knows whether a dossier without the group may be received."),
        remedy=("Cả nhóm cùng true hoặc cùng false.", "All true or all false."),
    ),
    "group-name": Page(
        title=("Tên nhóm trùng một giấy tờ khác", "A group named like another paper"),
        message=("nhóm “{found}” trùng tên một giấy tờ không thuộc nhóm", "the group “{found}” has the name of a paper outside it"),
        hint=("đổi tên nhóm thành {hint}", "rename the group to {hint}"),
        why=(
            "Khi nộp, tên nhóm và tên giấy tờ dùng chung một chỗ.",
            "Groups and papers are named in the same place when a dossier is filed.",
        ),
        remedy=("Đặt tên nhóm khác.", "Choose another name for the group."),
    ),
    "condition-text": Page(
        title=("Một điều kiện có hai lời văn", "One condition in two wordings"),
        message=(
            "điều kiện “{found}” ở dòng {first_line} có lời văn khác",
            "the condition “{found}” is worded otherwise at line {first_line}",
        ),
        hint=("dùng cùng lời văn, hoặc đặt id khác: {hint}", "use the same wording, or another id: {hint}"),
        why=("Cùng id là cùng một điều kiện, người dân chỉ được hỏi một lần.", "One id is one condition, asked of the citizen once."),
        remedy=("Thống nhất lời văn.", "Make the wordings the same."),
    ),
    "component-none": Page(
        title=("Giấy tờ không bản nào", "A paper of which none is needed"),
        message=("giấy tờ “{found}” ghi 0 bản chính và 0 bản sao", "the paper “{found}” has 0 originals and 0 copies"),
        hint=("ghi số bản, hoặc null nếu nguồn không nói", "state the counts, or null if the source does not say"),
        why=("0 nghĩa là không cần; không tìm thấy thì phải là null.", "0 means none is needed; not found is null."),
        remedy=("Đối chiếu với nguồn.", "Compare with the source."),
    ),
    "printed-code": Page(
        title=("Mã in khác mã thủ tục", "A printed code of another procedure"),
        message=("mã in “{found}” không bắt đầu bằng {expected}", "the printed code “{found}” does not begin with {expected}"),
        hint=("kiểm tra mã in; nếu là mã riêng của địa phương thì để nguyên", "check it; leave it if it is a local code"),
        why=("Thường là chép nhầm từ thủ tục khác.", "Usually it was copied from another procedure."),
        remedy=("Sửa hoặc bỏ mã in.", "Correct or drop the printed code."),
    ),
    "succession-silent": Page(
        title=("Thủ tục kết thúc mà không nói gì thêm", "A procedure ends without a word"),
        message=("thủ tục hết hiệu lực từ {found}, chưa ghi thủ tục kế thừa", "the procedure ended on {found}; no successor is stated"),
        hint=("ghi succeeded_by, hoặc succession_note nếu chưa tìm thấy", "state succeeded_by, or succession_note if none was found"),
        why=("Người dân hỏi sau ngày đó cần biết phải làm thủ tục nào.", "Whoever asks after that day needs to know where to turn."),
        remedy=("Tìm thủ tục kế thừa trong quyết định công bố.", "Look for the successor in the publishing decision."),
    ),
    "session-order": Page(
        title=("Các buổi làm việc sai thứ tự hoặc chồng nhau", "Sessions out of order or overlapping"),
        message=("buổi {found} không sau buổi {expected}", "the session {found} is not after {expected}"),
        hint=(
            "xếp các buổi theo giờ, buổi sau bắt đầu sau khi buổi trước kết thúc",
            "put sessions in order, each starting after the one before ends",
        ),
        why=("Giờ làm việc chồng nhau thì đếm giờ hai lần.", "Overlapping sessions count hours twice."),
        remedy=("Sửa giờ hoặc thứ tự.", "Correct the times or the order."),
    ),
    "season-overlap": Page(
        title=("Hai mùa chồng nhau", "Two seasons overlap"),
        message=("ngày {found} thuộc hai mùa", "the day {found} belongs to two seasons"),
        hint=("sửa first, last để mỗi ngày thuộc đúng một mùa", "change first and last so that each day belongs to one season"),
        why=("Ngày thuộc hai mùa thì không biết giờ đóng cửa.", "On a day of two seasons the closing time is not known."),
        remedy=("last của mùa trước là ngày liền trước first của mùa sau.", "One season's last is the day before the next one's first."),
    ),
    "season-gap": Page(
        title=("Có ngày không thuộc mùa nào", "A day of no season"),
        message=("từ ngày {found} không thuộc mùa nào", "from {found} on, days belong to no season"),
        hint=("kéo dài một mùa, hoặc thêm mùa, để phủ ngày {found}", "extend a season, or add one, to cover {found}"),
        why=("Ngày không thuộc mùa nào thì không có giờ làm việc.", "A day of no season has no office hours."),
        remedy=("Các mùa phải phủ kín cả năm.", "Seasons must cover the whole year."),
    ),
    "calendar-order": Page(
        title=("Các ngày không theo thứ tự", "Days out of order"),
        message=("ngày {found} đứng sau ngày {expected}", "{found} stands after {expected}"),
        hint=("chuyển lên trước ngày {expected}", "move it before {expected}"),
        why=("Lịch theo thứ tự thì người soát mới thấy thiếu ngày nào.", "Only in order can a reader see which day is missing."),
        remedy=("Xếp theo ngày.", "Sort the days."),
    ),
    "calendar-repeated": Page(
        title=("Một ngày ghi hai lần", "A day is written twice"),
        message=("ngày {found} đã có ở dòng {first_line}", "{found} already stands at line {first_line}"),
        hint=("giữ một mục của ngày {found}, xóa mục kia", "keep one entry of {found} and delete the other"),
        why=("Hai mục của một ngày có thể nói ngược nhau.", "Two entries of a day may contradict each other."),
        remedy=("Mỗi ngày một mục.", "One entry a day."),
    ),
    "calendar-outside": Page(
        title=("Ngày ngoài khoảng lịch trả lời", "A day outside the calendar"),
        message=("ngày {found} nằm ngoài khoảng {expected}", "{found} lies outside {expected}"),
        hint=("sửa ngày, hoặc nới covers_from, covers_until", "correct the day, or widen covers_from and covers_until"),
        why=(
            "Ngày ngoài khoảng không bao giờ được dùng; thường là gõ nhầm năm.",
            "A day outside is never used; usually the year is a slip.",
        ),
        remedy=("Sửa năm.", "Correct the year."),
    ),
    "calendar-swap": Page(
        title=("Cặp hoán đổi không khớp", "A swap that does not match"),
        message=("ngày {found} ({kind}) không khớp với ngày hoán đổi {expected}", "{found} ({kind}) does not match its swap {expected}"),
        hint=("{advice}", "{advice}"),
        why=(
            "Mỗi ngày nghỉ hoán đổi có đúng một ngày làm bù; lệch một bên là sai lịch.",
            "Each swapped-off day has one make-up day; a half swap makes the calendar wrong.",
        ),
        remedy=(
            "Hai ngày của một cặp dẫn đến nhau bằng swap_with, một là swap_off, một là swap_work.",
            "The two days name each other in swap_with; one is swap_off, the other swap_work.",
        ),
    ),
    "calendar-weekday": Page(
        title=("Ngày rơi vào thứ không hợp", "A day on the wrong day of the week"),
        message=("ngày {found} ({kind}) rơi vào {weekday}", "{found} ({kind}) falls on {weekday}"),
        hint=("{advice}", "{advice}"),
        why=(
            "Làm bù chỉ có nghĩa vào ngày nghỉ hằng tuần; nghỉ bù, nghỉ hoán đổi chỉ có nghĩa vào ngày làm việc.",
            "Work is made up on rest days; compensatory and swapped-off days fall on working days.",
        ),
        remedy=("Đối chiếu ngày với thông báo; thường là nhầm năm.", "Compare with the announcement; usually the year is wrong."),
    ),
    "calendar-decided": Page(
        title=("Ngày đã quyết định nằm ngoài lịch", "The decided horizon lies outside the calendar"),
        message=("decided_through {found} nằm ngoài khoảng {expected}", "decided_through {found} lies outside {expected}"),
        hint=("sửa decided_through về trong khoảng, ví dụ {hint}", "bring decided_through inside, for example {hint}"),
        why=("Ngày này chia câu trả lời chính thức với câu trả lời tạm tính.", "It divides official answers from provisional ones."),
        remedy=("decided_through là ngày cuối đã có thông báo chính thức.", "decided_through is the last day officially settled."),
    ),
    "calendar-near": Page(
        title=("Lịch sắp hết phần đã quyết định", "The calendar's horizon is near"),
        message=("lịch chỉ quyết định đến hết {found}, còn {days} ngày", "the calendar is decided through {found} only: {days} days left"),
        hint=(
            "thêm ngày nghỉ của năm sau theo thông báo mới, rồi dời decided_through",
            "add the next year's days off from the new announcement, then move decided_through",
        ),
        why=("Sau ngày này mọi câu trả lời chỉ là tạm tính.", "After that day every answer is provisional."),
        remedy=("Tìm thông báo lịch nghỉ lễ, Tết của năm sau.", "Look for the announcement of next year's days off."),
    ),
    "time-zone": Page(
        title=("Múi giờ không có", "An unknown time zone"),
        message=("không có múi giờ “{found}”", "there is no time zone “{found}”"),
        hint=CHANGE_TO,
        why=("Sai múi giờ thì mọi giờ nhận đều sai.", "In the wrong zone every time of receipt is wrong."),
        remedy=("Việt Nam: Asia/Ho_Chi_Minh.", "Vietnam: Asia/Ho_Chi_Minh."),
    ),
}

REASONS: dict[str, Words] = {
    "same-day-amount": ("same_day là ngay trong ngày, nên amount phải là 0", "same_day means the same day, so amount must be 0"),
    "amount-zero": ("amount là 0 chỉ đi với unit: same_day", "amount 0 goes only with unit: same_day"),
    "after-alone": ("có after thì phải có then_working_days", "after needs then_working_days"),
    "then-alone": ("then_working_days chỉ đi với after", "then_working_days goes only with after"),
    "known-without-items": ("status là known nhưng không có khoản thu nào", "status is known, but there are no items"),
    "items-without-known": (
        "có khoản thu chung nhưng status không phải known; khoản riêng cho một việc thì ghi applies_to",
        "there is a general item, but status is not known; an item for one matter only states applies_to",
    ),
    "cap-without-unit": ("có cap_amount thì phải có cap_per", "cap_amount needs cap_per"),
    "unit-without-cap": ("cap_per chỉ đi với cap_amount", "cap_per goes only with cap_amount"),
}
"""Why a time limit or a fee contradicts itself."""

ADVICE: dict[str, Words] = {
    "make-up-on-rest-day": (
        "sửa thành ngày nghỉ hằng tuần được làm bù, thường là thứ Bảy",
        "change it to the rest day that is worked, usually a Saturday",
    ),
    "off-on-working-day": (
        "sửa thành ngày làm việc được nghỉ; ngày nghỉ hằng tuần không cần ghi",
        "change it to the working day that is off; weekly rest days need no entry",
    ),
    "swap-not-expected": ("sửa thành swap_with: null", "change it to swap_with: null"),
    "swap-not-named": ("thêm swap_with: với ngày còn lại của cặp", "add swap_with: with the other day of the pair"),
    "swap-absent": (
        'thêm mục date: "{partner}", kind: {opposite}, swap_with: "{date}"',
        'add an entry date: "{partner}", kind: {opposite}, swap_with: "{date}"',
    ),
    "swap-kind": ("ở ngày {partner} sửa thành kind: {opposite}", "at {partner} change it to kind: {opposite}"),
    "swap-claimed": ('sửa thành swap_with: "{claimant}"', 'change it to swap_with: "{claimant}"'),
    "swap-taken": (
        "ngày {partner} đã hoán đổi với ngày khác; đối chiếu thông báo và sửa swap_with",
        "{partner} is already swapped with another day; compare the announcement and change swap_with",
    ),
}
"""What to do about a day of the calendar."""

WEEKDAY_NAMES: dict[str, Words] = {
    "monday": ("thứ Hai", "a Monday"),
    "tuesday": ("thứ Ba", "a Tuesday"),
    "wednesday": ("thứ Tư", "a Wednesday"),
    "thursday": ("thứ Năm", "a Thursday"),
    "friday": ("thứ Sáu", "a Friday"),
    "saturday": ("thứ Bảy", "a Saturday"),
    "sunday": ("Chủ nhật", "a Sunday"),
}
