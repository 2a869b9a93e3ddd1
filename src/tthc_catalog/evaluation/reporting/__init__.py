"""The report as a page, a workbook, a PDF, a Word document and JSON."""
