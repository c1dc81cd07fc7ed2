"""What the outside world says: one module per place we read. Imports only `config`."""
