"""From text to mentions: rules and trained models that find officials, institutions, places, dates, sums and events."""
