"""``python -m minilib.workbook`` is the command ``workbook``."""

from minilib.workbook.student.cli import main

main()
