"""Training of the biLM (Peters et al. 2018). README.md beside this file says what differs from the paper, and why."""
