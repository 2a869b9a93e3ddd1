"""Texts of the audit findings: what each one is called, what it means, and the columns of their file."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "finding.exactly_due": ("Kết quả ghi đúng thời điểm hẹn trả", "Result stamped exactly at the due instant"),
    "finding.exactly_due.meaning": (
        (
            "Giờ có kết quả trùng đến từng giây với một giờ hẹn: theo luật, theo cam kết hoặc trên giấy hẹn. Nhiều hồ sơ như vậy có thể do máy "
            "hoặc người chép giờ hẹn vào ô giờ trả."
        ),
        (
            "The time of the result equals a due time to the second: by law, by commitment, or as printed. Many of them suggest that a machine "
            "or a person copied the due time into the result's field."
        ),
    ),
    "finding.before_receipt": ("Có kết quả hoặc trả trước khi nhận", "Ready or returned before received"),
    "finding.before_receipt.meaning": (
        "Giờ có kết quả hoặc giờ trả sớm hơn giờ tiếp nhận. Không thể đúng cả hai: hồ sơ được nhập sau, hoặc có giờ bị ghi sai.",
        "The result or its return is earlier than the receipt. Both cannot be true: the dossier was entered afterwards, or a time is wrong.",
    ),
    "finding.handed_over_before_ready": ("Trả trước khi có kết quả", "Returned before the result was ready"),
    "finding.handed_over_before_ready.meaning": (
        "Giờ trả sớm hơn giờ có kết quả, hoặc đã trả mà hồ sơ chưa kết thúc.",
        "The return is earlier than the result, or there is a return while the dossier is still open.",
    ),
    "finding.printed_after_promise": ("Giấy hẹn ghi muộn hơn cam kết", "Printed due later than the promise"),
    "finding.printed_after_promise.meaning": (
        "Hồ sơ thuộc cam kết nhưng giờ hẹn trên giấy đã là trễ so với cam kết. Người nộp bị hẹn muộn hơn điều đã công bố.",
        "A covered dossier whose printed due time is already late by the commitment: the citizen was given less than was announced.",
    ),
    "finding.printed_after_law": ("Giấy hẹn ghi muộn hơn luật", "Printed due later than the law allows"),
    "finding.printed_after_law.meaning": (
        "Giờ hẹn trên giấy đã là trễ so với thời hạn giải quyết của thủ tục, kể cả thời gian tạm dừng.",
        "The printed due time is already late by the procedure's statutory time, pauses included.",
    ),
    "finding.closed_day": ("Nhận tại quầy hoặc qua bưu chính vào ngày nghỉ", "Receipt at the desk or by post on a closed day"),
    "finding.closed_day.meaning": (
        (
            "Giờ tiếp nhận rơi vào ngày không làm việc; hạn được tính từ giờ mở cửa của ngày làm việc kế tiếp. Có thể do nhập bù, "
            "hoặc có buổi tiếp dân ngoài lịch."
        ),
        (
            "The receipt falls on a day off; the deadline runs from the opening of the next working day. It may have been entered afterwards, "
            "or the desk was open outside the calendar."
        ),
    ),
    "finding.closed_day_online": ("Nộp trực tuyến vào ngày nghỉ", "Filed online on a closed day"),
    "finding.closed_day_online.meaning": (
        "Nộp trực tuyến vào ngày nghỉ là bình thường; con số này để biết bao nhiêu hạn được tính từ ngày làm việc kế tiếp.",
        "Filing online on a day off is normal; the figure says how many deadlines run from the next working day.",
    ),
    "finding.no_apology": ("Sai hẹn trong ngày mà không có thư xin lỗi", "Same-day promise broken without an apology on record"),
    "finding.no_apology.meaning": (
        "Cam kết trả trong ngày không giữ được, và bản ghi nói không có thư xin lỗi hoặc không ghi gì.",
        "The same-day promise was broken, and the record says that no apology was issued, or says nothing.",
    ),
    "finding.corrected_times": ("Đính chính giờ đã ghi", "Corrections to recorded times"),
    "finding.corrected_times.meaning": (
        "Bản ghi sau đổi giờ nhận, giờ có kết quả, giờ trả hoặc giờ hẹn của bản ghi trước. Bản trước vẫn được giữ.",
        "A later record changes the receipt, the result, the return or the printed due time of an earlier one, which is kept.",
    ),
    "finding.corrected_into_time": ("Đính chính làm hồ sơ trễ thành đúng hạn", "Corrections that turn late into on time"),
    "finding.corrected_into_time.meaning": (
        "Theo bản ghi trước thì hồ sơ trễ hoặc chưa xong; theo bản đính chính thì đúng hạn.",
        "By the earlier record the dossier is late or not finished; by the correction it is on time.",
    ),
    "finding.round_times": ("Giờ có kết quả tròn một cách đáng ngờ", "Suspiciously round result times"),
    "finding.round_times.meaning": (
        (
            "Hồ sơ ghi giờ có kết quả đúng giờ chẵn hoặc nửa giờ, ở những đơn vị có từ 30 hồ sơ mà chắc chắn (độ tin cậy 99 %) quá một phần năm là "
            "như vậy. Nếu bấm giờ thật thì chỉ khoảng một phần ba mươi."
        ),
        (
            "Results on the full or half hour, in units with at least 30 dossiers where surely (99% confidence) more than one in five are so. "
            "Times taken from a clock would give about one in thirty."
        ),
    ),
    "finding.column.finding": ("Mã phát hiện", "Finding"),
    "finding.column.title": ("Phát hiện", "Title"),
    "finding.column.file": ("Tệp thứ", "File number"),
    "finding.column.line": ("Dòng", "Line"),
    "finding.column.dossier_id": ("Mã hồ sơ", "Dossier"),
    "finding.column.record_id": ("Mã bản ghi", "Record"),
    "finding.column.level": ("Cấp", "Level"),
    "finding.column.unit": ("Đơn vị", "Unit"),
    "finding.column.code": ("Mã thủ tục", "Procedure"),
    "finding.column.official": ("Người giải quyết (mã ẩn danh)", "Official (pseudonym)"),
    "finding.column.channel": ("Kênh nộp", "Channel"),
    "finding.column.state": ("Trạng thái", "State"),
    "finding.column.received_at": ("Tiếp nhận lúc", "Received at"),
    "finding.column.completed_at": ("Có kết quả lúc", "Ready at"),
    "finding.column.returned_at": ("Trả lúc", "Returned at"),
    "finding.column.printed_due_at": ("Hẹn trên giấy", "Printed due"),
    "finding.column.due_at": ("Hạn để so", "Due"),
    "finding.column.promise_due_at": ("Hạn theo cam kết", "Due by commitment"),
    "finding.column.law_due_at": ("Hạn theo luật", "Due by law"),
}
