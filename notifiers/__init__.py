"""How a message leaves. Imports only `config`."""
