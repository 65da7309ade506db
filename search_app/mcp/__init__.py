"""The library for language models: a read-only server of the Model Context Protocol over standard input and output.

A tool is a call of the JSON API, asked in this process, with what a model must have beside each answer: the permanent
address, whether it is in force, the Chinese words that it rests on, and how sure their reading is.
"""
