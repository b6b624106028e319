"""What cannot be unsaid: every act, denial, reading of a named person and export, sealed."""
