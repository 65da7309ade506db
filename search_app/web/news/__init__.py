"""What is new: a page, a feed, JSON and a calendar of what was published, amended, ended and withdrawn."""
