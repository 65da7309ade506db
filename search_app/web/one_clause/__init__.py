"""The page of one clause: what it pays, its estimate, and where its references lead."""
