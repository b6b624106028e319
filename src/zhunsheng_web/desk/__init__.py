"""The pages on which warnings are handled: today, one warning, the officer's own page."""
