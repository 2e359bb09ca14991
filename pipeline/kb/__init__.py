"""The knowledge base: its schema, its writing and its questions (importing this loads nothing)."""
