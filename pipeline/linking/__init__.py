"""Which entities of all articles are one, which offices are one, and who held them when."""
