"""The content shared by all formats: the publication, its stamp, the model days, and facts in words."""
