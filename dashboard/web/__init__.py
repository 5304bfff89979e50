"""Answer requests: pages as HTML, chart images, frames, errors, limits, compression, health."""
