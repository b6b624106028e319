"""What others need for the same answers: one SQL query a standard, and pm4py."""
