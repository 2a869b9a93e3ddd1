"""Many dossiers at once: the compiled timetables, read with numpy, DuckDB and Spark."""
