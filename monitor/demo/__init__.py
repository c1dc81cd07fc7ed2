"""A simulated world: a portal that answers as the real one does, national pages, a fast clock."""
