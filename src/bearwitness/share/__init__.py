"""Record -> files that others read."""
