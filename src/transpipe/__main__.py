"""`python -m transpipe`."""

from transpipe.cli import main

if __name__ == "__main__":
    main()
