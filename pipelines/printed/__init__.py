"""Read numbers, dates and wording as prose prints them, each language by its own grammar."""
