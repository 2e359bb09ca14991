"""Trained models: loading, training and evaluating them; the weights lie in the folders beside this file."""
