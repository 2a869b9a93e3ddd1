"""Notices, annexes, the workbook and the radio announcement."""
