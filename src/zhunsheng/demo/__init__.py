"""A log to try the program on, where no real one is at hand."""
