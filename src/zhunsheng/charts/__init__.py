"""Charts of powers (BPMN 2.0): read, checked, drawn, and derived into standards."""
