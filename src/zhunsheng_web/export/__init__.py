"""What leaves the workbench as a file: one gate, a sealed record, a mark on every row."""
