"""Order, input, output and storage: everything between a file and the knowledge base."""
