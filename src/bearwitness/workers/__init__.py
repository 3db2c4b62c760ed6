"""Ways to spread work: processes of this machine (`local`)."""
