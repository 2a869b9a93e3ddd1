"""Many dossiers at once: the same timetables read with numpy, DuckDB and Spark."""
