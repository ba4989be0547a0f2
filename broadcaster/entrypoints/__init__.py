"""Where strangers come in: command line, HTTP, console, worker."""
