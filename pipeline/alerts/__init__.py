"""Alerts: what is new to a saved search since the last night, as Atom feed, e-mail body and webhook."""
