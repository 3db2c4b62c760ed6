"""Report -> Mentions: places, dates, weapons, actors and facilities, resolved or left unresolved with the reason."""
