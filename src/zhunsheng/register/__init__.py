"""What officers may do: the register as files, loaded, checked, dated and compared."""
