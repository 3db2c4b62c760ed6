"""Capture -> Report: bytes become an ordered list of passages, each of one kind."""
