"""The catalog as immutable records, and the functions that build them from validated documents."""
