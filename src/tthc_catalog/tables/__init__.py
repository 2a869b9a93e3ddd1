"""Tables of cells read from workbooks and web pages, whatever they are used for; no formula, macro or link is followed."""
