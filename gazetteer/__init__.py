"""Names already known: places, name parts, ministries, with identifiers and sources."""
