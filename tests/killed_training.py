"""Train in child processes that are killed at random moments, until the training is done.

Called by test_learner.py with a folder and a seed. Prints how often a child was killed, and the
most unfinished files that ever lay about. PyTorch is imported once, the children are forks of this
process.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import torch
from learners import EPOCHS, tiny_learner

KILLS = 20


def child(file):
    """One attempt: the whole training, from where the file says."""
    sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 (gone when the child is)
    torch.manual_seed(0)
    learn = tiny_learner(file.parent)
    learn.fit_one_cycle([1e-3, 1e-2, 1e-1], EPOCHS, resume=file)
    learn.save("weights")
    os._exit(0)


def main(folder):
    file = Path(folder) / "training.state"
    chance = random.Random(int(sys.argv[2]))
    killed, leftovers = 0, 0
    while killed < KILLS:
        number = os.fork()
        if number == 0:
            child(file)
        time.sleep(chance.uniform(0.02, 0.25))
        os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        if os.WIFEXITED(status):  # it was faster: again from the beginning
            file.unlink()
            continue
        killed += 1
        leftovers = max(leftovers, len(list(file.parent.glob(".*.part"))))
    number = os.fork()
    if number == 0:
        child(file)
    _, status = os.waitpid(number, 0)
    print(killed, leftovers, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1])
