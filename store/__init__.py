"""What we remember. Imports only `config`."""
