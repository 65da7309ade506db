"""How is what a reader types understood? From words to a plan that any engine can follow."""
