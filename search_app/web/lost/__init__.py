"""What a reader is told where an address leads nowhere, and where to go on from there."""
