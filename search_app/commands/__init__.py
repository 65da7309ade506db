"""The commands. Each is a module, so that a server loads none of what a build needs."""
