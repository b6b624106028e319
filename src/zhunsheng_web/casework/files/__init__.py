"""What a file must be like before it is kept: known by its content, harmless, without traces."""
