"""A provision as it is read: sentences, words of known classes, and the scorer that weighs them."""
