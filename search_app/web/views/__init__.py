"""What are templates given to lay out? Plain data, made from our nouns."""
