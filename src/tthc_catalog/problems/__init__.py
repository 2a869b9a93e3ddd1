"""Problems in files: how to create, describe and report them."""
