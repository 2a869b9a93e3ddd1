"""The parts every command is built from: options, terminal output, settings and the catalog to use."""
