"""What people and programs see over HTTP: the status page, the API, the calendar and the feeds."""
