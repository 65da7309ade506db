"""What does a text cite, and what is meant by it? The way in is ``resolve.find_citations``."""
