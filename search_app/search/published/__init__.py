"""How does a build become the index that is served, and what lies in its folder?"""
