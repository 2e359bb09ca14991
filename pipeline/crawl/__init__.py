"""Finding and keeping new articles of the declared outlets: polite, obedient to robots.txt, one outlet at a time."""
