"""The same acts and readings for other programs."""
