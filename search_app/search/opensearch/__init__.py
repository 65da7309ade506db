"""The engine of a cluster: an index of OpenSearch. Nothing outside this folder knows its client or its language."""
