"""Read numbers, dates and wording as French and English prose prints them."""
