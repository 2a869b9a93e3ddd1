"""Reader of public services as linked data: CPSV-AP in JSON-LD."""
