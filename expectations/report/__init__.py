"""Tell the outcome: the verdict, each fault with its file and line, on a terminal and as a page."""
