"""Texts that stand outside the code: gettext catalogues, one for each package and language."""

from pipelines.texts.catalogues import read_catalogue, translations

__all__ = ["read_catalogue", "translations"]
