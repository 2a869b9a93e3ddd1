"""Reader of lists that are tables: workbooks, delimited text, Word documents and web pages."""
