"""How every Python begins that the tests start: what costs time and tests nothing is left out.

By default Python looks for garbage after each 700 new objects. Importing PyTorch makes a million,
none of which is garbage: that is a sixth of the time that it takes, and the tests start more than a
hundred Pythons. And nobody compares the pictures in a notebook: its kernel draws them small.
"""

import gc
import os
import sys

gc.set_threshold(200_000, 20, 100)
if "ipykernel_launcher" in sys.orig_argv:
    os.environ["MATPLOTLIBRC"] = os.path.dirname(__file__)  # noqa: PTH120 (pathlib takes longer)
