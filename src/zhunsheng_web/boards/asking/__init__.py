"""Combined queries: what may be asked, how it becomes one statement, and where it runs."""
