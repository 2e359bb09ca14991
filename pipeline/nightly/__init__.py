"""The night: crawl, take in, link, check, alert, report, each part resumable. Alerts are in ``pipeline.alerts``."""
