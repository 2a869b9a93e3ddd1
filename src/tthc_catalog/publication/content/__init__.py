"""What every format is made from: the publication, its stamp, the model days, and facts in words."""
