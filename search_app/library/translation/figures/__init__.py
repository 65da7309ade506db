"""Does English say the figures of its Chinese, in whatever words, and what are they?"""

from search_app.library.translation.figures.check import find_exchanged, find_figures, find_wrong_figures

__all__ = ["find_exchanged", "find_figures", "find_wrong_figures"]
