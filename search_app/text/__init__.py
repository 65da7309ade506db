"""What a string is: fold (one character to one character), numerals, tokens. Imports only ``model``."""
