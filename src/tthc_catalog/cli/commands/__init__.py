"""One module for each command of the ``tthc`` group."""
