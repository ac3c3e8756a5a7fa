"""Learner (chapter 11): what it trains and leaves alone; files; trainings that are killed."""

import copy
import hashlib
import inspect
import io
import math
import os
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from learners import EPOCHS, STEPS, tiny_data, tiny_learner
from torch import nn
from torch.nn import functional as F
from torchvision.models import resnet18

from minilib.learner import Learner, growing_rates, has_diverged
from minilib.saving import load_weights, read_file, write_file
from minilib.summary import summary
from minilib.training import train_step

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def seed_and_one_thread():
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(threads)
    plt.close("all")


@pytest.fixture
def learn(tmp_path):
    return tiny_learner(tmp_path)


def state(model):
    return copy.deepcopy(model.state_dict())


def changed(before, after):
    """Names of what is no longer exactly the same."""
    return [name for name in before if not torch.equal(before[name], after[name])]


def same(first, second):
    return not changed(first.state_dict(), second.state_dict())


# -- a step -------------------------------------------------------------------------------------


def test_train_step_is_gradient_descent():
    model = nn.Linear(2, 1)
    weight, bias = model.weight.detach().clone(), model.bias.detach().clone()
    x, y = torch.randn(5, 2), torch.randn(5, 1)
    train_step(model, F.mse_loss, torch.optim.SGD(model.parameters(), lr=0.1), x, y)
    off = 2 * (x @ weight.T + bias - y) / len(x)
    assert torch.allclose(model.weight, weight - 0.1 * off.T @ x, atol=1e-6)
    assert torch.allclose(model.bias, bias - 0.1 * off.sum(dim=0), atol=1e-6)


# -- groups -------------------------------------------------------------------------------------


def groups_of(names):
    return {int(name.split(".")[0]) for name in names}


@pytest.mark.parametrize(
    ("n", "trained"), [(-1, {2}), (-2, {1, 2}), (0, {0, 1, 2}), (-3, {0, 1, 2})]
)
def test_frozen_groups_do_not_change_at_all(learn, n, trained):
    learn.freeze_to(n)
    before = state(learn.model)
    learn.fit(0.01, 2)
    assert groups_of(changed(before, learn.model.state_dict())) == trained


def test_a_frozen_batchnorm_layer_keeps_its_memory_and_learns_its_weights(learn):
    learn.unfreeze()
    learn.bn_freeze()
    before = state(learn.model)
    learn.fit(0.01, 2)
    names = changed(before, learn.model.state_dict())
    assert not [name for name in names if "running" in name and name[0] in "01"]
    assert {"0.1.weight", "1.1.bias", "2.1.running_mean"} <= set(names)
    learn.bn_freeze(False)
    learn.fit(0.01, 1)
    assert "0.1.running_mean" in changed(before, learn.model.state_dict())


def test_each_group_has_its_own_rate(learn):
    """Plain gradient descent: the change is the rate times the gradient."""
    learn.opt_fn = torch.optim.SGD
    rates = [1e-4, 1e-3, 1e-2]
    learn.model.eval()
    learn._train_mode = learn.model.eval  # no chance, no batch statistics
    before = {name: w.detach().clone() for name, w in learn.model.named_parameters()}
    batch = next(iter(learn.data.trn_dl))
    learn.data = learn.data._replace(trn_dl=[batch])
    learn.fit(rates, 1)
    for name, weight in learn.model.named_parameters():
        expected = before[name] - rates[int(name[0])] * weight.grad
        assert torch.allclose(weight, expected, atol=1e-8), name


def test_rates_belong_to_the_groups_that_are_trained(learn):
    learn.freeze_to(-2)
    assert [g["lr"] for g in learn._optimizer([1e-5, 1e-4, 1e-3]).param_groups] == [1e-4, 1e-3]
    assert [g["lr"] for g in learn._optimizer(np.array(0.5)).param_groups] == [0.5, 0.5]
    with pytest.raises(ValueError, match="or 3, one for each group"):
        learn._optimizer([1e-3, 1e-2])


# -- schedules ----------------------------------------------------------------------------------


def test_cycles_restart_at_the_right_batch(learn):
    learn.fit(0.01, 2, cycle_len=1, cycle_mult=2)
    lengths = [STEPS, 2 * STEPS]
    expected = [0.005 * (1 + math.cos(math.pi * t / T)) for T in lengths for t in range(T)]
    assert learn.lrs == pytest.approx(expected)
    assert [i for i, rate in enumerate(learn.lrs) if rate == 0.01] == [0, STEPS]


def test_without_cycles_the_rate_stays(learn):
    learn.fit(0.01, 3)
    assert learn.lrs == [0.01] * 3 * STEPS


def test_one_cycle_rises_for_three_tenths_and_falls_to_nothing(learn):
    learn.fit_one_cycle([1e-4, 1e-3, 1e-2], 8)
    # The top lies between two batches: at 0.3 * 24 - 1 = 6.2.
    assert 0.99e-2 < max(learn.lrs) <= 1e-2
    assert learn.lrs.index(max(learn.lrs)) == round(0.3 * 8 * STEPS - 1)
    assert learn.lrs[0] == pytest.approx(1e-2 / 25)
    assert learn.lrs[-1] < 1e-6
    assert learn.lrs[6:] == sorted(learn.lrs[6:], reverse=True)


def test_one_cycle_of_very_few_batches(learn):
    # A quarter of four batches made PyTorch's schedule divide by zero.
    learn.data = learn.data._replace(trn_dl=list(learn.data.trn_dl)[:1])
    for epochs in (1, 2, 3, 4, 5):
        learn.fit_one_cycle(1e-3, epochs)
    assert len(learn.losses) == 15


def test_it_learns_and_keeps_the_record(learn, capsys):
    learn.fit_one_cycle(0.03, 12)
    assert [row["epoch"] for row in learn.history] == list(range(12))
    assert list(learn.history[0]) == ["epoch", "trn_loss", "val_loss", "accuracy"]
    assert learn.history[-1]["accuracy"] > 0.9
    assert learn.history[-1]["trn_loss"] == pytest.approx(np.mean(learn.losses[-STEPS:]))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 13
    assert len({len(line) for line in lines}) == 1
    learn.fit(0.01, 1)  # has its headings, too
    headings, row = capsys.readouterr().out.splitlines()
    assert (headings, row.split()[0]) == (lines[0], "12")


def test_validation_leaves_everything_as_it_is(learn):
    learn.fit(0.01, 1)
    before = state(learn.model)
    first, second = learn.validate(), learn.validate()
    assert first == second
    assert not changed(before, learn.model.state_dict())
    outputs, y = learn.predict()
    assert first["val_loss"] == pytest.approx(F.cross_entropy(outputs, y).item())
    assert len(outputs) == len(learn.data.val_ds)
    assert not outputs.requires_grad


def test_y_may_be_several_tensors(learn):
    x, y = learn.data.val_ds.tensors
    batches = [(x[:5], (y[:5].float(), y[:5])), (x[5:], (y[5:].float(), y[5:]))]
    outputs, both = learn.predict(batches)
    assert torch.equal(both[1], y)
    assert both[0].dtype == torch.float32
    assert len(outputs) == len(y)


# -- the search for a learning rate -------------------------------------------------------------


class Explodes(nn.Module):
    """Loss functions: the given values, one a batch."""

    def __init__(self, values):
        super().__init__()
        self.values = iter(values)

    def forward(self, outputs, y):
        return outputs.sum() * 0 + next(self.values)


@pytest.mark.parametrize("n", [-1, 0])
def test_lr_find_restores_everything(learn, n):
    learn.freeze_to(n)
    before, rng = state(learn.model), torch.get_rng_state()
    rates, losses = learn.lr_find(1e-5, 10, steps=30)
    assert not changed(before, learn.model.state_dict())
    assert torch.equal(rng, torch.get_rng_state())
    assert (learn.history, learn.losses, learn.lrs) == ([], [], [])
    assert rates == growing_rates(1e-5, 10, 30)[: len(losses)]
    assert len(losses) == 30 or has_diverged(losses)
    assert not any(has_diverged(losses[:n]) for n in range(1, len(losses)))


def test_lr_find_stops_above_four_times_the_best(learn):
    learn.loss_func = Explodes([3.0, 1.0, 3.9, 4.0, 4.1, 2.0, 2.0])
    rates, losses = learn.lr_find(1e-5, 10, steps=7)
    assert losses == pytest.approx([3.0, 1.0, 3.9, 4.0, 4.1])
    assert len(rates) == 5


def test_lr_find_goes_through_the_data_again_and_keeps_the_ratios(learn):
    seen = []
    step = learn._step

    def look(x, y, opt, scaler):
        seen.append([group["lr"] for group in opt.param_groups])
        return step(x, y, opt, scaler)

    learn._step = look
    learn.lr_find(np.array([1e-7, 1e-6, 1e-5]), 1e-3, steps=4 * STEPS)
    assert len(seen) == 4 * STEPS
    assert seen[-1] == pytest.approx([1e-5, 1e-4, 1e-3])
    assert np.allclose(np.array(seen) / np.array(seen)[:, -1:], [0.01, 0.1, 1])


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_lr_find_survives_a_loss_that_is_no_number(learn, bad):
    before = state(learn.model)
    learn.loss_func = Explodes([3.0, 1.0, bad, 1.0])
    _, losses = learn.lr_find(1e-5, 10, steps=4)
    assert len(losses) == 3
    assert not changed(before, learn.model.state_dict())


def interrupted(after):
    """The batches of the tiny data, and Ctrl-C after some of them."""
    yield from [batch for _ in range(9) for batch in tiny_data().trn_dl][:after]
    raise KeyboardInterrupt


class Interrupted:
    def __init__(self, after):
        self.after = after

    def __iter__(self):
        return interrupted(self.after)

    def __len__(self):
        return STEPS


def test_an_interrupted_search_restores_everything(learn):
    before = state(learn.model)
    data = learn.data
    learn.data = data._replace(trn_dl=Interrupted(5))
    with pytest.raises(KeyboardInterrupt):
        learn.lr_find(1e-3, 1, steps=20)
    assert not changed(before, learn.model.state_dict())


def test_the_plot_leaves_out_both_ends(learn):
    learn.found = [1.0, 2.0, 3.0, 4.0, 5.0], [5.0, 4.0, 3.0, 2.0, 9.0]
    line = learn.plot_lr_find(n_skip=1, n_skip_end=1).get_lines()[0]
    assert line.get_xydata().tolist() == [[2, 4], [3, 3], [4, 2]]
    ax = learn.plot_lr_find(n_skip=0, n_skip_end=0)
    assert len(ax.get_lines()[0].get_xdata()) == 5
    assert ax.get_xscale() == "log"


# -- when something goes wrong ------------------------------------------------------------------


def test_an_interrupted_epoch_leaves_a_usable_learner(learn):
    data = learn.data
    learn.fit(0.01, 1)
    learn.data = data._replace(trn_dl=Interrupted(2))
    with pytest.raises(KeyboardInterrupt):
        learn.fit(0.01, 1)
    learn.data = data
    assert len(learn.history) == 1
    learn.fit(0.01, 1)
    assert [row["epoch"] for row in learn.history] == [0, 1]
    assert learn.history[-1]["trn_loss"] == pytest.approx(np.mean(learn.losses[-STEPS:]))
    assert len(learn.losses) == len(learn.lrs) == 2 * STEPS + 2
    learn.lr_find(1e-4, 1, steps=5)
    learn.load(learn.save("after").stem)


def test_a_loss_that_is_no_number_stops_with_one_line_and_no_step(learn):
    learn.loss_func = Explodes([1.0, math.nan])
    before = None

    def remember(x, y, opt, scaler, step=learn._step):
        nonlocal before
        before = [weight.detach().clone() for weight in learn.model.parameters()]
        return step(x, y, opt, scaler)

    learn._step = remember
    with pytest.raises(
        FloatingPointError, match=r"became nan in epoch 0: .* 0\.25 is too"
    ) as error:
        learn.fit(0.25, 1)
    assert len(str(error.value).splitlines()) == 1
    after = list(learn.model.parameters())
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


# -- files --------------------------------------------------------------------------------------


def test_save_and_load(learn, tmp_path):
    learn.fit(0.01, 1)
    file = learn.save("one")
    assert file == tmp_path / "one.pth"
    other = tiny_learner(tmp_path)
    assert not same(learn.model, other.model)
    other.load("one")
    assert same(learn.model, other.model)
    assert [one.name for one in tmp_path.iterdir()] == ["one.pth"]
    # Plain PyTorch reads it too.
    assert list(torch.load(file, weights_only=True)) == ["model"]


def test_a_file_of_another_model_is_refused_and_changes_nothing(learn, tmp_path):
    file = learn.save("one")
    model = nn.Sequential(nn.Flatten(), nn.Linear(192, 3))
    other = Learner(tiny_data(), model, F.cross_entropy, device="cpu", path=tmp_path)
    before = state(model)
    with pytest.raises(ValueError, match=r"^one.pth is of another model: 1.weight is nothing") as e:
        other.load("one")
    assert len(str(e.value).splitlines()) == 1
    assert not changed(before, model.state_dict())
    content = read_file(file)
    content["model"] = OrderedDict(content["model"], more=torch.zeros(2))
    with pytest.raises(ValueError, match=r"more is \(2,\) there and nothing here"):
        load_weights(learn.model, content, "one.pth")


def test_a_byte_changed_anywhere_is_noticed(tmp_path):
    file = write_file({"model": {"w": torch.arange(3.0)}, "n": 1}, tmp_path / "a.pth")
    whole = file.read_bytes()
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 8
        file.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"^a.pth: damaged"):
            read_file(file)
    file.write_bytes(whole)
    assert read_file(file)["model"]["w"].tolist() == [0, 1, 2]


def test_a_file_cut_short_is_noticed(tmp_path):
    file = write_file({"model": {"w": torch.arange(3.0)}}, tmp_path / "a.pth")
    whole = file.read_bytes()
    for length in [*range(0, len(whole), 37), len(whole) - 1]:
        file.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"^a.pth: damaged"):
            read_file(file)
    with pytest.raises(FileNotFoundError, match=r"^b.pth: there is no such file in "):
        read_file(tmp_path / "b.pth")


class Bomb:
    def __init__(self, file):
        self.file = file

    def __reduce__(self):
        return (os.mkdir, (str(self.file),))


@pytest.mark.parametrize("marked", [True, False])
def test_a_program_in_a_file_is_never_run(tmp_path, marked):
    written = io.BytesIO()
    torch.save({"model": Bomb(tmp_path / "ran")}, written)
    data = written.getvalue()
    file = tmp_path / "a.pth"
    file.write_bytes(data + hashlib.sha256(data).digest() if marked else data)
    with pytest.raises(ValueError, match=r"^a.pth: damaged, or not saved by a learner"):
        read_file(file)
    assert not (tmp_path / "ran").exists()
    # It would run if it were read carelessly: so the test can fail.
    torch.load(file, weights_only=False)
    assert (tmp_path / "ran").exists()


@pytest.mark.parametrize("content", [[1, 2], {"weights": 1}, {"model": 3}, torch.zeros(2)])
def test_a_file_that_holds_something_else_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match=r"^a.pth: damaged, or not saved by a learner"):
        read_file(write_file(content, tmp_path / "a.pth"))


def test_a_file_that_can_not_be_written_leaves_the_old_one(tmp_path):
    file = write_file({"model": {}}, tmp_path / "a.pth")
    before = file.read_bytes()
    with pytest.raises(Exception, match="pickle"):
        write_file({"model": lambda: 0}, file)
    assert file.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.pth"]


def test_what_dead_programs_left_is_cleared_and_nothing_else(tmp_path):
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True).stdout.strip()  # fmt: skip
    mine = tmp_path / f".a.pth.{os.getppid()}.part"
    left, other = tmp_path / f".a.pth.{dead}.part", tmp_path / f".b.pth.{dead}.part"
    for file in (mine, left, other):
        file.touch()
    write_file({"model": {}}, tmp_path / "a.pth")
    assert (mine.exists(), left.exists(), other.exists()) == (True, False, True)


# -- trainings that go on -----------------------------------------------------------------------


class Stop(Exception):
    pass


def stop_after(learn, epochs):
    """Let a training end with an error behind so many epochs, as a power cut would."""
    validate = learn.validate

    def count():
        if len(learn.history) == epochs:
            raise Stop
        return validate()

    learn.validate = count
    return learn


@pytest.mark.parametrize(
    "train",
    [
        lambda learn, file: learn.fit_one_cycle([1e-3, 1e-2, 1e-1], 5, resume=file),
        lambda learn, file: learn.fit(0.01, 2, cycle_len=2, resume=file),
        lambda learn, file: learn.fit(0.01, 4, resume=file),
    ],
)
def test_a_training_goes_on_and_ends_the_same(tmp_path, train):
    def fresh():
        torch.manual_seed(3)
        return tiny_learner(tmp_path)

    undisturbed = fresh()
    train(undisturbed, None)
    rng = torch.get_rng_state()
    file = tmp_path / "training.state"
    with pytest.raises(Stop):
        train(stop_after(fresh(), 2), file)
    again = fresh()
    train(again, file)
    assert same(again.model, undisturbed.model)
    assert again.history == undisturbed.history
    assert again.losses == undisturbed.losses
    assert again.lrs == undisturbed.lrs
    # A finished one is not trained again, and what comes after it is the same as well.
    third = fresh()
    train(third, file)
    assert same(third.model, undisturbed.model)
    assert third.history == undisturbed.history
    assert torch.equal(torch.get_rng_state(), rng)


def test_a_state_of_another_training_is_refused(tmp_path):
    file = tmp_path / "training.state"
    tiny_learner(tmp_path).fit(0.01, 2, cycle_len=2, resume=file)
    others = [
        lambda learn: learn.fit(0.02, 2, cycle_len=2, resume=file),
        lambda learn: learn.fit(0.01, 4, cycle_len=1, resume=file),
        lambda learn: learn.fit(0.01, 1, cycle_len=4, resume=file),
        lambda learn: learn.fit(0.01, 4, resume=file),
        lambda learn: learn.fit(0.01, 3, resume=file),
        lambda learn: learn.fit_one_cycle(0.01, 4, resume=file),
    ]
    for other in others:
        learn = tiny_learner(tmp_path)
        before = state(learn.model)
        with pytest.raises(ValueError, match=r"^training.state is of another training .*") as error:
            other(learn)
        assert len(str(error.value).splitlines()) == 1
        assert not changed(before, learn.model.state_dict())
    learn = tiny_learner(tmp_path)
    learn.freeze_to(-1)
    with pytest.raises(ValueError, match=r"^training.state is of another training"):
        learn.fit(0.01, 2, cycle_len=2, resume=file)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"^training.state: damaged"):
        tiny_learner(tmp_path).fit(0.01, 2, cycle_len=2, resume=file)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed in another way here")
def test_a_training_killed_twenty_times_ends_the_same(tmp_path):
    torch.manual_seed(0)
    undisturbed = tiny_learner(tmp_path)
    undisturbed.fit_one_cycle([1e-3, 1e-2, 1e-1], EPOCHS)
    folder = tmp_path / "killed"
    done = subprocess.run(
        [sys.executable, HERE / "killed_training.py", folder, "0"],
        capture_output=True, text=True, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.stderr == ""
    killed, leftovers, exit_code = map(int, done.stdout.split())
    assert (killed, exit_code) == (20, 0)
    assert leftovers <= 1
    again = tiny_learner(folder)
    again.load("weights")
    assert same(again.model, undisturbed.model)
    assert sorted(file.name for file in folder.iterdir()) == ["training.state", "weights.pth"]
    assert read_file(folder / "training.state")["done"] == EPOCHS


# -- summary ------------------------------------------------------------------------------------


def test_summary_tells_the_lessons_facts_and_leaves_the_model_alone():
    model = nn.Sequential(*list(resnet18().children())[:8], nn.Flatten(), nn.Linear(25088, 4))
    model.requires_grad_(False)
    model[-1].requires_grad_(True)
    model.train()
    model[1].eval()
    before = state(model)
    table = summary(model, (3, 224, 224))
    first, last = table.iloc[0], table.iloc[-1]
    assert (first["layer"], first["nb_params"], first["trainable"]) == ("Conv2d", 9408, False)
    assert first["output_shape"] == (-1, 64, 112, 112)
    assert (last["input_shape"], last["output_shape"]) == ((-1, 25088), (-1, 4))
    assert (last["nb_params"], last["trainable"]) == (100356, True)
    assert table["nb_params"].sum() == sum(weight.numel() for weight in model.parameters())
    assert set(table["trainable"]) == {True, False, None}
    assert not changed(before, model.state_dict())
    assert model.training
    assert not model[1].training
    assert not any(layer._forward_hooks for layer in model.modules())


def test_a_learner_has_a_summary(learn):
    learn.freeze_to(-1)
    table = learn.summary()
    assert list(table["layer"]) == [
        *["Conv2d", "BatchNorm2d", "ReLU"] * 2,
        *["ConcatPool", "BatchNorm1d", "Dropout", "Linear"],
    ]
    assert table.iloc[-1]["output_shape"] == (-1, 3)


def test_mixed_precision_gives_plain_numbers(tmp_path):
    learn = tiny_learner(tmp_path, mixed=True)
    learn.fit(0.01, 1)
    outputs, _ = learn.predict()
    assert outputs.dtype == torch.float32
    assert all(weight.dtype == torch.float32 for weight in learn.model.parameters())


def test_the_learner_is_a_small_program():
    assert len(inspect.getsource(Learner).splitlines()) < 230
