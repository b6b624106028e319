"""What must hold: standards compiled into a plan, one shape of breach a file."""
