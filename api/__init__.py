"""The knowledge base served to people: HTTP interface and Arabic page."""
