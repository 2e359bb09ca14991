"""Linking: what holds across articles, made from the facts of the knowledge base (importing this loads nothing)."""
