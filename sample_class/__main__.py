"""`python -m sample_class sample FOLDER`, `python -m sample_class generate COUNT FOLDER`."""

from sample_class.classes import main

main()
