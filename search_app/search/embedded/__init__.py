"""The engine that needs no server: Whoosh in this process. Nothing outside this folder knows Whoosh."""
