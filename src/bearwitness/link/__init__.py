"""Occurrences -> Incidents."""
