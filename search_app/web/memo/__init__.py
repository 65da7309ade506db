"""The check of a memo, as a page. The way in is ``site``."""
