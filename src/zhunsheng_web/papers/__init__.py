"""What leaves the screen: printed forms, tables, attachments; each marked with who and when."""
