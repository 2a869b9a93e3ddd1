"""What of a catalog is stale or unknown, most urgent first: the list a person works through every month."""
