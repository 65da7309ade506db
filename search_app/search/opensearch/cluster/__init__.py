"""A cluster as whoever asks it sees it: where it is, which replies are believed, who may write. No word of ours."""
