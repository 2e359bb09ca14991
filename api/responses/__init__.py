"""The shapes the API answers in, made from rows of the knowledge base by ``from_...`` constructors."""
