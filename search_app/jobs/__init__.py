"""How is a build done once, on all cores, and by one program at a time?"""
