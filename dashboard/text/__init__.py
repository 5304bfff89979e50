"""Write values and words for readers: translation, typography, numbers and periods in words."""
