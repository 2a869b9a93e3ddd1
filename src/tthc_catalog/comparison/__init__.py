"""The comparison of two catalogs: changed facts and changed due dates."""
