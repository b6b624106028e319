"""What can be wrong with a register that can be read: one kind of fault a file."""
