"""Where the plan runs: DuckDB now, Spark later, one portable subset of SQL."""
