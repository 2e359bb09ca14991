"""What the API and the page ask the knowledge base about events of the world and those who take part in them."""
