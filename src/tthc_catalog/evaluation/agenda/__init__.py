"""The agenda of a morning: what is due when, at which desk, and what waits."""
