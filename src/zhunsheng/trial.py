"""A draft standard, tried on past data before it goes live."""
