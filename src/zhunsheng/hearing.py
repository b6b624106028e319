"""One finding, as it has to stand in a hearing."""
