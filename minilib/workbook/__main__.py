"""``python -m minilib.workbook`` is the command ``workbook``."""

from minilib.workbook.cli import main

main()
