"""Papers for people: the notice, the annex, the workbook and the radio announcement."""
