"""How every Python begins that the tests start: it looks for garbage less often.

By default Python looks after each 700 new objects. Importing PyTorch makes a million, none of which
is garbage: that is a sixth of the time that it takes, and the tests start more than a hundred.
"""

import gc

gc.set_threshold(50_000, 20, 100)
