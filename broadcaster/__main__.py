"""`python -m broadcaster` is `broadcaster`."""

from broadcaster.entrypoints.cli import main

if __name__ == "__main__":
    main()
