"""The catalog: YAML files in, one immutable model out, and every fault told where it stands."""
