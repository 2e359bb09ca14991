"""Taking the knowledge base away: its events, entities and facts as files of several formats."""
