"""Pages, one screen a file."""
