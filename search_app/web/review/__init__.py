"""The review of a corpus before it is published, as pages for staff: ``serve_review`` and ``create_review_app``."""

from search_app.web.review.site import create_review_app, serve_review

__all__ = ["create_review_app", "serve_review"]
