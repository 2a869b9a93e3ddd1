"""What rules say: the words of the built-in policies."""

TEXTS: dict[str, tuple[str, str]] = {
    "weekday.1": ("thứ Hai", "Monday"),
    "weekday.2": ("thứ Ba", "Tuesday"),
    "weekday.3": ("thứ Tư", "Wednesday"),
    "weekday.4": ("thứ Năm", "Thursday"),
    "weekday.5": ("thứ Sáu", "Friday"),
    "weekday.6": ("thứ Bảy", "Saturday"),
    "weekday.7": ("Chủ nhật", "Sunday"),
    "policy.weekday.not-model-day": ("Cam kết chỉ áp dụng vào {days}.", "The commitment holds only on {days}."),
    "policy.weekday.received": ("Nhận trong ngày áp dụng:", "Received on a model day:"),
    "policy.weekday.received-after": ("Nhận sau {time}:", "Received after {time}:"),
    "policy.due.same-day": ("ngay trong ngày", "the same day"),
    "policy.due.next-working-day": ("ngày làm việc kế tiếp", "the next working day"),
    "policy.due.nth-working-day": ("ngày làm việc thứ {n} sau ngày nhận", "working day {n} after receipt"),
    "policy.due.day": ("trả kết quả {day}.", "the result is returned {day}."),
    "policy.due.before": ("trả kết quả trước {time} {day}.", "the result is returned before {time}, {day}."),
    "policy.due.by": ("trả kết quả chậm nhất lúc {time} {day}.", "the result is returned by {time}, {day}."),
    "policy.fault.first-window-after": (
        "Khung giờ đầu tiên tính từ đầu ngày nên không ghi after.",
        "The first window starts with the day, so it takes no after.",
    ),
    "policy.fault.window-without-after": (
        "Khung giờ này thiếu after: ghi giờ mà sau đó khung bắt đầu.",
        "This window lacks after: say the time after which it starts.",
    ),
    "policy.fault.cutoffs-ascend": (
        "Mốc {time} phải muộn hơn mốc trước là {previous}.",
        "The cutoff {time} must be later than the one before it, {previous}.",
    ),
    "policy.fault.one-due-time": (
        "Hạn trả phải ghi đúng một trong at, before, by (đang ghi: {said}).",
        "A due time says exactly one of at, before, by (now: {said}).",
    ),
    "policy.fault.due-before-receipt": (
        "Hạn {time} không thể sớm hơn giờ nhận (sau {after}) trong cùng ngày.",
        "A due time of {time} cannot be earlier than the receipt (after {after}) on the same day.",
    ),
    "statutory.same-day": ("ngay trong ngày nhận", "the day of receipt"),
    "statutory.next-working-day": ("trong ngày làm việc kế tiếp", "within the next working day"),
    "statutory.working-days": ("{n} ngày làm việc", "{n} working days"),
    "statutory.calendar-days": ("{n} ngày (tính cả ngày nghỉ)", "{n} calendar days"),
    "statutory.working-hours": ("{n} giờ làm việc", "{n} working hours"),
    "statutory.working-minutes": ("{n} phút làm việc", "{n} working minutes"),
    "statutory.extended-working_day": (
        "đã gồm {n} ngày làm việc kéo dài của trường hợp này",
        "which includes the {n} working days this case adds",
    ),
    "statutory.extended-calendar_day": (
        "đã gồm {n} ngày kéo dài của trường hợp này",
        "which includes the {n} days this case adds",
    ),
    "statutory.time": ("Thời hạn giải quyết theo luật: {time}.", "Statutory processing time: {time}."),
    "statutory.after": (
        "Nhận sau {cutoff} thì thời hạn theo luật là: {time}.",
        "Received after {cutoff}, the statutory time is: {time}.",
    ),
    "statutory.after-unless-at-once": (
        "Nhận sau {cutoff} mà không giải quyết được ngay thì thời hạn theo luật là: {time}.",
        "Received after {cutoff} and not resolvable at once, the statutory time is: {time}.",
    ),
}
