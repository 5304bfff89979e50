"""Files and machine access: every table and indicator in five formats, the package, citations, and their addresses."""
