"""Raw figures to published tables. Nothing is imported here, so that `pipelines.schema` stays a leaf."""
