"""Two small clients to download, one file each, in Python and R; `snippets` fills the site's address in."""
