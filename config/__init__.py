"""What the operator chooses, and the words every room shares. Imports no other room."""
