"""The reasons why a row has no answer at all."""

MISSING = "missing-instant"
SKIPPED = "skipped-time"
OUTSIDE = "out-of-horizon"
UNKNOWN_PROCEDURE = "unknown-procedure"
AMBIGUOUS_PROCEDURE = "ambiguous-procedure"
UNKNOWN_OFFICE = "unknown-office"
UNKNOWN_CASE = "unknown-case"
UNKNOWN_CHANNEL = "unknown-channel"

UNANSWERED = (MISSING, SKIPPED, OUTSIDE, UNKNOWN_PROCEDURE, AMBIGUOUS_PROCEDURE, UNKNOWN_OFFICE, UNKNOWN_CASE, UNKNOWN_CHANNEL)
"""All of them; the first windows of every batch represent them, in this order."""
