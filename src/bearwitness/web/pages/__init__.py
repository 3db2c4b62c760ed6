"""What people look at: one module a page, each a few handlers and the values that its template shows."""
