"""`python -m senro.cli`: how `senro serve` starts its worker."""

from . import main

if __name__ == "__main__":
    main()
