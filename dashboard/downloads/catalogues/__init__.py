"""The data set described for catalogues, search engines and archives, each in the standard that it reads."""
