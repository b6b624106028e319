"""Maintenance pages, one a file."""
