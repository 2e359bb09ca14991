"""What a text is: documents, mentions, reading and normalising; no network, no database, no weights."""
