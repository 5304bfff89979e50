"""Writes the site as files that need no server: pages with relative links, images, downloads, and what scripts read."""
