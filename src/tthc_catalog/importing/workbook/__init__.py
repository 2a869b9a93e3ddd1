"""The published workbook as a source: which cells a person edited, what they state, and the editions that follow."""
