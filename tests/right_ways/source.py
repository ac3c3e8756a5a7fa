"""Other right answers to the exercises of chapter 16, and mutants that are right as well."""

import itertools

import torch
from torch.utils.data import default_collate

from minilib.source import collate


def collate_by_cases(items):
    match items[0]:
        case tuple():
            if len({len(item) for item in items}) > 1:
                raise ValueError("tuples of different lengths")
            return [collate_by_cases([item[n] for item in items]) for n in range(len(items[0]))]
        case torch.Tensor():
            return torch.stack(list(items), dim=0)
        case _:
            return torch.tensor(list(items))


def collate_mapped(items):
    if isinstance(items[0], tuple):
        return list(map(collate_mapped, zip(*items, strict=True)))
    return torch.stack([torch.as_tensor(item) for item in items])


def collate_by_the_original(items):
    try:
        return default_collate(items)
    except RuntimeError as error:
        raise ValueError("tuples of different lengths") from error


def collate_by_type(items):
    kind = type(items[0])
    if kind is int:
        return torch.tensor(items, dtype=torch.int64)
    if issubclass(kind, torch.Tensor):
        return torch.cat([item[None] for item in items])
    result = []
    for place in zip(*items, strict=True):
        result.append(collate_by_type(place))
    return result


def named_parameters_loops(module, prefix=""):
    found = {}
    for name, parameter in module._parameters.items():
        if parameter is not None:
            found[prefix + name] = parameter
    for name, child in module._modules.items():
        found.update(named_parameters_loops(child, prefix + name + "."))
    return found


def named_parameters_stack(module, prefix=""):
    found, waiting = {}, [(prefix, module)]
    while waiting:
        way, one = waiting.pop()
        found |= {way + name: p for name, p in one._parameters.items() if p is not None}
        waiting += [(f"{way}{name}.", child) for name, child in reversed(one._modules.items())]
    return found


def named_parameters_original(module, prefix=""):
    return {prefix + name: p for name, p in module.named_parameters()}


def named_parameters_unpacked(module, prefix=""):
    own = {f"{prefix}{n}": p for n, p in module._parameters.items() if p is not None}
    below = [named_parameters_unpacked(c, f"{prefix}{n}.") for n, c in module._modules.items()]
    return dict(itertools.chain(own.items(), *(one.items() for one in below)))


def linear_backward_einsum(grad, x, weight):
    return (
        torch.einsum("io,ok->ik", grad, weight),
        torch.einsum("io,ik->ok", grad, x),
        torch.einsum("io->o", grad),
    )


def linear_backward_autograd(grad, x, weight):
    with torch.enable_grad():
        x, weight = x.clone().requires_grad_(), weight.clone().requires_grad_()
        bias = torch.zeros(len(weight), dtype=x.dtype, requires_grad=True)
        return torch.autograd.grad(x @ weight.T + bias, (x, weight, bias), grad)


def linear_backward_matmul(grad, x, weight):
    return torch.matmul(grad, weight), (x.T @ grad).T, grad.sum(0)


def linear_backward_loops(grad, x, weight):
    grad_weight = sum(torch.outer(g, row) for g, row in zip(grad, x, strict=True))
    return torch.stack([weight.T @ g for g in grad]), grad_weight, sum(grad)


def adam_step_named(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new_m = m.lerp(grad, 1 - beta1)
    new_v = torch.addcmul(v * beta2, grad, grad, value=1 - beta2)
    step_size = lr / (1 - beta1**step)
    denominator = (new_v.sqrt() / (1 - beta2**step) ** 0.5).add(eps)
    return torch.addcdiv(p, new_m, denominator, value=-step_size), new_m, new_v


def adam_step_cloned(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    p, m, v = p.clone(), m.clone(), v.clone()
    m.lerp_(grad, 1 - beta1)
    v.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
    correction = (1 - beta2**step) ** 0.5
    p.addcdiv_(m, (v.sqrt() / correction).add_(eps), value=-(lr / (1 - beta1**step)))
    return p, m, v


def adam_step_optimizer(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    weights = torch.nn.Parameter(p.clone())
    weights.grad = grad.clone()
    opt = torch.optim.Adam([weights], lr, (beta1, beta2), eps)
    state = {"exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    opt.state[weights] = {"step": torch.tensor(step - 1.0), **state}
    opt.step()
    return weights.detach(), *(opt.state[weights][name] for name in state)


def adam_step_foreach(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    (m,) = torch._foreach_lerp([m], [grad], 1 - beta1)
    (v,) = torch._foreach_addcmul(torch._foreach_mul([v], beta2), [grad], [grad], 1 - beta2)
    below = v.sqrt().div((1 - beta2**step) ** 0.5).add(eps)
    (p,) = torch._foreach_addcdiv([p], [m], [below], -lr / (1 - beta1**step))
    return p, m, v


def load_batches_stop(data, batch_size, generator):
    torch.zeros((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator)
    start = 0
    while start < len(data):
        yield collate([data[i] for i in order[start : start + batch_size].tolist()])
        start += batch_size
    torch.randperm(len(data), generator=generator)


def load_batches_islice(data, batch_size, generator):
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    positions = iter(torch.randperm(len(data), generator=generator).tolist())
    while chosen := list(itertools.islice(positions, batch_size)):
        yield default_collate([data[i] for i in chosen])
    torch.randperm(len(data), generator=generator)


def load_batches_split(data, batch_size, generator):
    torch.empty(1, dtype=torch.int64).random_(generator=generator)
    for part in torch.randperm(len(data), generator=generator).split(batch_size):
        yield collate([data[int(i)] for i in part])
    _ = torch.randperm(len(data), generator=generator)


def load_batches_original(data, batch_size, generator):
    loader = torch.utils.data.DataLoader(data, batch_size, shuffle=True, generator=generator)
    yield from loader


RIGHT_WAYS = {
    "collate": (collate_by_cases, collate_mapped, collate_by_the_original, collate_by_type),
    "named_parameters": (
        named_parameters_loops,
        named_parameters_stack,
        named_parameters_original,
        named_parameters_unpacked,
    ),
    "linear_backward": (
        linear_backward_einsum,
        linear_backward_autograd,
        linear_backward_matmul,
        linear_backward_loops,
    ),
    "adam_step": (adam_step_named, adam_step_cloned, adam_step_optimizer, adam_step_foreach),
    "load_batches": (
        load_batches_stop,
        load_batches_islice,
        load_batches_split,
        load_batches_original,
    ),
}

EQUIVALENT = {
    "collate": {"0 -> -1": "all items are of one kind: any of them tells which"},
    "named_parameters": {},
    "linear_backward": {},
    "adam_step": {},
    "load_batches": {
        "torch.randperm(len(data), generator=generator).tolist() -> "
        "torch.randperm(len(data), generator=generator)": "a Tensor of one whole number is a "
        "position too",
    },
}
