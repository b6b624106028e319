"""Reading the trace from a page: one statement, in a process of its own, under limits."""
