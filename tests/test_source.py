"""Chapter 16: what is written again there agrees with PyTorch, to the bit where promised."""

import re

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, default_collate
from torchvision.models import resnet18, shufflenet_v2_x0_5

from minilib.learner import Learner
from minilib.source import adam_step, collate, linear_backward, load_batches, named_parameters
from minilib.workbook.datasets.files import TOP


def equal(a, b):
    """Whether two batches are of the same build and equal to the bit."""
    if isinstance(a, torch.Tensor):
        return isinstance(b, torch.Tensor) and a.dtype == b.dtype and torch.equal(a, b)
    return type(a) is type(b) is list and len(a) == len(b) and all(map(equal, a, b))


def seeded(seed):
    return torch.Generator().manual_seed(seed)


def an_item(generator, kind):
    if kind == "number":
        return int(torch.randint(-9, 10, (), generator=generator))
    if isinstance(kind, tuple):
        return tuple(an_item(generator, one) for one in kind)
    return torch.randint(256, kind["shape"], generator=generator).to(kind["dtype"])


def a_kind(generator, depth=0):
    """A Tensor's shape and dtype, 'number', or a tuple of kinds, at random."""
    which = int(torch.randint(2 if depth == 3 else 3, (), generator=generator))
    if which == 0:
        axes = int(torch.randint(4, (), generator=generator))
        shape = torch.randint(4, (axes,), generator=generator).tolist()
        wide = int(torch.randint(3, (), generator=generator))
        return {"shape": shape, "dtype": (torch.float32, torch.uint8, torch.int64)[wide]}
    if which == 1:
        return "number"
    return tuple(a_kind(generator, depth + 1) for _ in range(1 + wide_of(generator)))


def wide_of(generator):
    return int(torch.randint(3, (), generator=generator))


def test_collate_agrees_on_random_items():
    generator = seeded(1)
    for _ in range(1000):
        kind = a_kind(generator)
        items = [an_item(generator, kind) for _ in range(1 + wide_of(generator))]
        assert equal(collate(items), default_collate(items)), items


@pytest.mark.parametrize("make", [resnet18, shufflenet_v2_x0_5, lambda: nn.Linear(2, 1)])
def test_named_parameters_agree(make):
    net = make()
    mine, original = named_parameters(net), dict(net.named_parameters())
    assert list(mine) == list(original)
    assert all(mine[name] is original[name] for name in original)


def test_linear_backward_agrees_with_autograd_and_passes_gradcheck():
    class Linear(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, weight, bias):
            ctx.save_for_backward(x, weight)
            return x @ weight.T + bias

        @staticmethod
        def backward(ctx, grad):
            return linear_backward(grad, *ctx.saved_tensors)

    generator = seeded(2)
    for n in range(1000):
        rows, k, out = torch.randint(1, 7, (3,), generator=generator).tolist()
        shapes = ((rows, k), (out, k), (out,))
        given = [torch.randn(s, dtype=torch.float64, generator=generator) for s in shapes]
        given = [one.requires_grad_() for one in given]
        grad = torch.randn(rows, out, dtype=torch.float64, generator=generator)
        theirs = torch.autograd.grad(nn.functional.linear(*given), given, grad)
        mine = linear_backward(grad, *(one.detach() for one in given[:2]))
        assert all(map(torch.allclose, mine, theirs))
        if n % 100 == 0:
            assert torch.autograd.gradcheck(Linear.apply, given)


@pytest.mark.parametrize("foreach", [None, False, True])
def test_adam_is_pytorchs_to_the_bit(foreach):
    generator = seeded(3)
    for n in range(1000):
        many = int(torch.randint(1, 200, (), generator=generator))
        lr, beta1, beta2 = torch.rand(3, generator=generator).tolist()
        settings = (lr, 0.999 * beta1, 0.9999 * beta2, 10.0 ** (-1 - n % 10))
        weights = nn.Parameter(torch.randn(many, generator=generator))
        opt = torch.optim.Adam([weights], lr, settings[1:3], settings[3], foreach=foreach)
        p, m, v = weights.detach().clone(), torch.zeros(many), torch.zeros(many)
        for step in range(1, 4):
            weights.grad = 10 ** (n % 7 - 3) * torch.randn(many, generator=generator)
            weights.grad[: n % 3] = 0  # no gradient at all: nothing moves
            opt.step()
            p, m, v = adam_step(p, weights.grad, m, v, step, *settings)
            state = opt.state[weights]
            for mine, theirs in ((p, weights), (m, state["exp_avg"]), (v, state["exp_avg_sq"])):
                assert torch.equal(mine, theirs.detach()), (n, step)


def test_the_loader_gives_the_very_batches_of_the_real_one():
    random = seeded(4)
    for seed in range(300):
        n, size = (1 + torch.randint(12, (2,), generator=random)).tolist()
        data = [(torch.full((2,), i), (i, torch.rand(3, generator=random))) for i in range(n)]
        one, other = seeded(seed), seeded(seed)
        real = DataLoader(data, batch_size=size, shuffle=True, generator=one)
        for _epoch in range(3):
            assert equal(list(load_batches(data, size, other)), list(real)), (n, size)
        assert torch.equal(one.get_state(), other.get_state())


def test_the_table_of_the_lessons_calls_names_what_there_is():
    text = (TOP / "solutions/16_source.py").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("# | `")]
    here = [row[2] for row in rows if len(row) == 5]  # two bars more than columns
    assert len(here) >= 20
    learn = Learner.__init__.__code__.co_names
    library = "\n".join(path.read_text(encoding="utf-8") for path in (TOP / "minilib").glob("*.py"))
    for cell in here:
        for name in re.findall(r"learn\.(\w+)", cell):
            assert hasattr(Learner, name) or name in learn, name
        for name in re.findall(r"`([A-Za-z_]\w+)\(", cell):
            assert re.search(rf"^(def|class) {name}\b", library, re.MULTILINE), name
