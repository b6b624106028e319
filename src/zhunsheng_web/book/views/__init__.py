"""Pages of the book, one kind a file."""
