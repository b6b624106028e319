"""What officers did: sources read, mapped, checked and kept for good."""
