"""How the site meets the network: its server, and the edge of every request and answer."""
