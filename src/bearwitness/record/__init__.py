"""Everything -> Entries of the log, and the check that they still hold."""
