"""``python -m webinars`` is the command ``webinars``."""

from webinars.app import main

if __name__ == "__main__":
    main()
