"""What a run found, for the terminal and as a page that stands alone."""
