"""The term base as pages and as files: how a Chinese term is said in English, and where it stands."""
