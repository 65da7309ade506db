"""Which lines does a file print, which of them are one, and which are no part of its documents?"""
