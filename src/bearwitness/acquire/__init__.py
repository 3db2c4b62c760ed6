"""A place -> captures: files, folders and JSON Lines become exact bytes with an address and a hash."""
