"""Alembic's environment and the migrations; run by ``pipeline.kb.engine.migrate``."""
