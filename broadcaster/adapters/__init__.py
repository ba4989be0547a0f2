"""Our own side of the world: SQL, queue, blobs, clock, journal, keys, HTTP."""
