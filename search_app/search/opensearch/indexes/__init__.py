"""Indexes of ours in a cluster, whatever they hold: how one comes there, is known again, served and dropped."""
