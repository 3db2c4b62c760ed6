"""Where a casebook keeps its rows and captures."""
