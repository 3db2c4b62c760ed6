"""Bearwitness: one sourced incident record from many disagreeing reports of an attack on civilians."""

__version__ = "0.1.0"
