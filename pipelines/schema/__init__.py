"""Shape of the published tables: columns, types, keys and references. The one part that every room may import."""
