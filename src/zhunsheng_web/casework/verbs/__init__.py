"""What people do with warnings, one act a file."""
