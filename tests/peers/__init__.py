"""The comparisons with others are fair only where the answers are the same."""
