"""How schemes are cast, laid on honest work and marked; what schemes themselves need."""
