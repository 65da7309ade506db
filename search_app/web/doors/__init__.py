"""What programs find without being told: maps of the site, clauses in other formats, previews."""
