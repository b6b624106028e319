"""What every page is made of: languages, the frame, parts of pages. Knows no office and no case."""
