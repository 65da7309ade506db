"""What is kept of documents from one build to the next, so that a build opens only those that changed?"""
