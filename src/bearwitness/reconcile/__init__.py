"""Incident -> Findings, conflicts, grade: the record."""
