"""One module per command group; monitor.cli says which options they take."""
