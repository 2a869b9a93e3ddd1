"""Problems in files: records, texts and reports."""
