"""The report as page, spreadsheet, PDF, Word document and JSON."""
