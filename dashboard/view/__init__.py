"""Hold what every page needs: the reader's view, the page's declaration, addresses, metadata for machines."""
