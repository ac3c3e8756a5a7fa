# ruff: noqa
"""Answers for chapter 16: collate, named_parameters, linear_backward, adam_step, load_batches."""

import torch
from torch import nn
from torch.nn import functional as F

from minilib.source import collate, named_parameters

# --- collate --------------------------------------------------------------------------------


def collate__wrong__cat(items):
    """lengthens the first axis"""
    first = items[0]
    if isinstance(first, torch.Tensor):
        return torch.cat(items)
    if isinstance(first, tuple):
        return [collate(list(place)) for place in zip(*items, strict=True)]
    return torch.tensor(items)


def collate__wrong__tuple(items):
    """a tuple of places, not a list"""
    if isinstance(items[0], torch.Tensor):
        return torch.stack(items)
    if isinstance(items[0], tuple):
        return tuple(collate(list(place)) for place in zip(*items, strict=True))
    return torch.tensor(items)


def collate__wrong__no_recursion(items):
    """places are stacked or not, by one question only"""
    if isinstance(items[0], torch.Tensor):
        return torch.stack(items)
    if isinstance(items[0], tuple):
        return [list(place) for place in zip(*items, strict=True)]
    return torch.tensor(items)


def collate__wrong__float(items):
    """numbers become float32"""
    if isinstance(items[0], torch.Tensor):
        return torch.stack(items)
    if isinstance(items[0], tuple):
        return [collate(list(place)) for place in zip(*items, strict=True)]
    return torch.tensor(items, dtype=torch.float32)


def collate__wrong__numbers_left(items):
    """numbers are given back as a list"""
    if isinstance(items[0], torch.Tensor):
        return torch.stack(items)
    if isinstance(items[0], tuple):
        return [collate(list(place)) for place in zip(*items, strict=True)]
    return items


def collate__wrong__dim_1(items):
    """the new axis is the second one"""
    if isinstance(items[0], torch.Tensor):
        return torch.stack(items, dim=-1)
    if isinstance(items[0], tuple):
        return [collate(list(place)) for place in zip(*items, strict=True)]
    return torch.tensor(items)


def collate__wrong__no_strict(items):
    """a longer tuple loses its end"""
    first = items[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(items)
    elif isinstance(first, tuple):
        out = []
        for place in zip(*items):
            out.append(collate(list(place)))
        return out
    else:
        return torch.tensor(items)


def collate__wrong__per_item(items):
    """what is in one item is collated"""
    first = items[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(items)
    if isinstance(first, tuple):
        return [collate(list(item)) for item in items]
    return torch.tensor(items)


def collate__wrong__return_in_loop(items):
    """return stands inside of the loop"""
    first = items[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(items)
    if isinstance(first, tuple):
        out = []
        for place in zip(*items, strict=True):
            out.append(collate(list(place)))
            return out
    return torch.tensor(items)


def collate__wrong__star_missing(items):
    """zip without a star"""
    first = items[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(items)
    if isinstance(first, tuple):
        return [collate(list(place)) for place in zip(items, strict=True)]
    return torch.tensor(items)


# --- named_parameters -----------------------------------------------------------------------


def named_parameters__wrong__own_only(module, prefix=""):
    """children are not asked"""
    return {prefix + name: p for name, p in module._parameters.items() if p is not None}


def named_parameters__wrong__none_too(module, prefix=""):
    """entries that are None come too"""
    found = {}
    for name, p in module._parameters.items():
        found[prefix + name] = p
    for name, child in module._modules.items():
        found.update(named_parameters__wrong__none_too(child, prefix + name + "."))
    return found


def named_parameters__wrong__no_prefix(module, prefix=""):
    """the prefix is not handed on"""
    found = {}
    for name, p in module._parameters.items():
        if p is not None:
            found[prefix + name] = p
    for name, child in module._modules.items():
        found.update(named_parameters__wrong__no_prefix(child, name + "."))
    return found


def named_parameters__wrong__no_dot(module, prefix=""):
    """no dot between the parts"""
    found = {prefix + name: p for name, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        found |= named_parameters__wrong__no_dot(child, prefix + name)
    return found


def named_parameters__wrong__children_first(module, prefix=""):
    """children come before the module's own"""
    found = {}
    for name, child in module._modules.items():
        found |= named_parameters__wrong__children_first(child, f"{prefix}{name}.")
    return found | {prefix + name: p for name, p in module._parameters.items() if p is not None}


def named_parameters__wrong__one_level(module, prefix=""):
    """children of children are missing"""
    found = {prefix + n: p for n, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        for n, p in child._parameters.items():
            if p is not None:
                found[f"{prefix}{name}.{n}"] = p
    return found


def named_parameters__wrong__thrown_away(module, prefix=""):
    """a | b is computed and not kept"""
    found = {prefix + name: p for name, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        found | named_parameters__wrong__thrown_away(child, f"{prefix}{name}.")
    return found


def named_parameters__wrong__leading_dot(module, prefix=""):
    """a dot stands in front of each name"""
    found = {f"{prefix}.{n}": p for n, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        found |= named_parameters__wrong__leading_dot(child, f"{prefix}.{name}")
    return found


def named_parameters__wrong__data(module, prefix=""):
    """the data, not the parameters"""
    found = {prefix + name: p.data for name, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        found |= named_parameters__wrong__data(child, f"{prefix}{name}.")
    return found


def named_parameters__wrong__no_return(module, prefix=""):
    """nothing is returned"""
    found = {prefix + name: p for name, p in module._parameters.items() if p is not None}
    for name, child in module._modules.items():
        found |= named_parameters(child, f"{prefix}{name}.")


# --- linear_backward ------------------------------------------------------------------------


def linear_backward__wrong__mean(grad, x, weight):
    """the bias gets a mean"""
    return grad @ weight, grad.T @ x, grad.mean(0)


def linear_backward__wrong__transposed(grad, x, weight):
    """grad_weight is transposed"""
    return grad @ weight, x.T @ grad, grad.sum(0)


def linear_backward__wrong__columns(grad, x, weight):
    """the sum runs over the outputs"""
    return grad @ weight, grad.T @ x, grad.sum(dim=1)


def linear_backward__wrong__total(grad, x, weight):
    """everything is added for the bias"""
    return grad @ weight, grad.T @ x, grad.sum()


def linear_backward__wrong__order(grad, x, weight):
    """weight's gradient comes first"""
    return grad.T @ x, grad @ weight, grad.sum(0)


def linear_backward__wrong__divided(grad, x, weight):
    """weight's gradient is divided by the rows"""
    return grad @ weight, grad.T @ x / len(x), grad.sum(0)


def linear_backward__wrong__list(grad, x, weight):
    """a list"""
    return [grad @ weight, grad.T @ x, grad.sum(0)]


def linear_backward__wrong__two(grad, x, weight):
    """the bias is forgotten"""
    return grad @ weight, grad.T @ x


def linear_backward__wrong__keepdim(grad, x, weight):
    """the bias keeps an axis"""
    return grad @ weight, grad.T @ x, grad.sum(dim=0, keepdim=True)


def linear_backward__wrong__weight_T(grad, x, weight):
    """weight is transposed as in the forward"""
    return grad @ weight.T, grad.T @ x, grad.sum(0)


def linear_backward__wrong__ones(grad, x, weight):
    """the bias' slope is taken for 1"""
    return grad @ weight, grad.T @ x, torch.ones(grad.shape[1])


# --- adam_step ------------------------------------------------------------------------------


def adam_step__wrong__paper(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """the paper's formula"""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**step), v / (1 - beta2**step)
    return p - lr * m_hat / (v_hat.sqrt() + eps), m, v


def adam_step__wrong__m_by_hand(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """m without lerp"""
    m = m * beta1 + grad * (1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), m, v


def adam_step__wrong__in_place(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """changes what it was given"""
    m.lerp_(grad, 1 - beta1)
    v.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), m, v


def adam_step__wrong__uphill(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """the sign is missing"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=lr / (1 - beta1**step)), m, v


def adam_step__wrong__no_root(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """the correction of v has no root"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), m, v


def adam_step__wrong__eps_inside(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """eps is added before the division"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = (v.sqrt() + eps) / (1 - beta2**step) ** 0.5
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), m, v


def adam_step__wrong__beta1(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """the share is beta1"""
    m = torch.lerp(m, grad, beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), m, v


def adam_step__wrong__uncorrected(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """nothing makes up for the zeros at the beginning"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    return p.addcdiv(m, v.sqrt() + eps, value=-lr), m, v


def adam_step__wrong__only_weights(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """m and v are not returned"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step))


def adam_step__wrong__old_m(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """the step is made with the old m"""
    new_m = torch.lerp(m, grad, 1 - beta1)
    new_v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    below = new_v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), new_m, new_v


def adam_step__wrong__unscaled_v(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """v is not multiplied by beta2"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = v.addcmul(grad, grad, value=1 - beta2)
    below = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m, below, value=-lr / (1 - beta1**step)), m, v


# --- load_batches ---------------------------------------------------------------------------


def load_batches__wrong__order_only(data, batch_size, generator):
    """no base seed, no draw at the end"""
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start : start + batch_size]])


def load_batches__wrong__no_end(data, batch_size, generator):
    """no draw at the end"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start : start + batch_size]])


def load_batches__wrong__list(data, batch_size, generator):
    """a list of all batches"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    starts = range(0, len(order), batch_size)
    batches = [collate([data[i] for i in order[s : s + batch_size]]) for s in starts]
    torch.randperm(len(data), generator=generator)
    return batches


def load_batches__wrong__drop_last(data, batch_size, generator):
    """the last batch is lost when it is not full"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for n in range(len(order) // batch_size):
        yield collate([data[i] for i in order[n * batch_size : (n + 1) * batch_size]])
    torch.randperm(len(data), generator=generator)


def load_batches__wrong__not_collated(data, batch_size, generator):
    """lists of items"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield [data[i] for i in order[start : start + batch_size]]
    torch.randperm(len(data), generator=generator)


def load_batches__wrong__return(data, batch_size, generator):
    """return in place of yield: the first batch only"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        return collate([data[i] for i in order[start : start + batch_size]])


def load_batches__wrong__end_in_loop(data, batch_size, generator):
    """the last draw is made after every batch"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start : start + batch_size]])
        torch.randperm(len(data), generator=generator)


def load_batches__wrong__positions(data, batch_size, generator):
    """positions, not items"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate(order[start : start + batch_size])
    torch.randperm(len(data), generator=generator)


def load_batches__wrong__unshuffled(data, batch_size, generator):
    """the items' own order"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    torch.randperm(len(data), generator=generator)
    for start in range(0, len(data), batch_size):
        yield collate([data[i] for i in range(start, min(start + batch_size, len(data)))])
    torch.randperm(len(data), generator=generator)


def load_batches__wrong__cut_at_start(data, batch_size, generator):
    """the slice ends at batch_size"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start:batch_size]])
    torch.randperm(len(data), generator=generator)


def load_batches__wrong__step_1(data, batch_size, generator):
    """range goes on by 1"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order)):
        yield collate([data[i] for i in order[start : start + batch_size]])
    torch.randperm(len(data), generator=generator)


def load_batches__wrong__float_seed(data, batch_size, generator):
    """the base seed is drawn as a decimal number"""
    torch.rand((), generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start : start + batch_size]])
    torch.randperm(len(data), generator=generator)


def collate__wrong__asks_the_list(items):
    """asks whether the list is a tuple"""
    if isinstance(items, tuple):
        return [collate__wrong__asks_the_list(part) for part in zip(*items, strict=True)]
    if isinstance(items[0], torch.Tensor):
        return torch.stack(items)
    return torch.tensor(items)


def collate__wrong__pairs_only(items):
    """takes it for granted that tuples are pairs"""
    first = items[0]
    if isinstance(first, torch.Tensor):
        return torch.stack(items)
    if isinstance(first, tuple):
        firsts, seconds = [a for a, b in items], [b for a, b in items]
        return [collate__wrong__pairs_only(firsts), collate__wrong__pairs_only(seconds)]
    return torch.tensor(items)


def named_parameters__wrong__return_in_loop(module, prefix=""):
    """returns after the first child"""
    found = {prefix + n: p for n, p in module._parameters.items() if p is not None}
    for n, child in module._modules.items():
        return found | named_parameters__wrong__return_in_loop(child, f"{prefix}{n}.")
    return found


def named_parameters__wrong__replaced(module, prefix=""):
    """forgets what was found before"""
    found = {prefix + n: p for n, p in module._parameters.items() if p is not None}
    for n, child in module._modules.items():
        found = named_parameters__wrong__replaced(child, f"{prefix}{n}.")
    return found


def adam_step__wrong__m_hat(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """corrects m, not the learning rate"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    denominator = v.sqrt() / (1 - beta2**step) ** 0.5 + eps
    return p.addcdiv(m / (1 - beta1**step), denominator, value=-lr), m, v


def adam_step__wrong__v_hat(p, grad, m, v, step, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """the root of v hat"""
    m = torch.lerp(m, grad, 1 - beta1)
    v = (v * beta2).addcmul(grad, grad, value=1 - beta2)
    denominator = (v / (1 - beta2**step)).sqrt() + eps
    return p.addcdiv(m, denominator, value=-lr / (1 - beta1**step)), m, v


def load_batches__wrong__drawn_early(data, batch_size, generator):
    """draws the order that nothing uses before the batches"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    torch.randperm(len(data), generator=generator)
    for start in range(0, len(order), batch_size):
        yield collate([data[i] for i in order[start : start + batch_size]])


def load_batches__wrong__bare_positions(data, batch_size, generator):
    """yields positions"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]
    torch.randperm(len(data), generator=generator)


def collate__wrong__first_and_last(items):
    """lengths compared only for the first and the last item"""
    first = items[0]
    if isinstance(first, tuple):
        if len(first) != len(items[-1]):
            raise ValueError("tuples of different lengths")
        return [collate([item[i] for item in items]) for i in range(len(first))]
    if isinstance(first, Tensor):
        return torch.stack(items)
    return torch.tensor(items)


def named_parameters__wrong__frozen_left_out(module, prefix=""):
    """leaves frozen parameters out"""
    found = {}
    for name, p in module._parameters.items():
        if p is not None and p.requires_grad:
            found[prefix + name] = p
    for name, child in module._modules.items():
        if child is not None:
            found |= named_parameters(child, prefix + name + ".")
    return found


def linear_backward__wrong__gradients_of_the_arguments(grad, x, weight):
    """autograd on the arguments themselves: their .grad is changed and adds up between calls"""
    x.requires_grad_()
    weight.requires_grad_()
    bias = torch.zeros(weight.shape[0], dtype=x.dtype, requires_grad=True)
    y = x @ weight.T + bias
    y.backward(grad)
    return x.grad, weight.grad, bias.grad


def linear_backward__wrong__bias_in_float32(grad, x, weight):
    """the bias's gradient is float32 whatever the inputs are: gradcheck in float64 fails"""
    grad_bias = torch.zeros(weight.shape[0])
    for row in grad:
        grad_bias += row
    return grad @ weight, grad.T @ x, grad_bias


def load_batches__wrong__reads_everything(data, batch_size, generator):
    """reads all items first and only then cuts: the whole data set is in memory, in another order of reading"""
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    everything = [data[i] for i in range(len(data))]
    order = torch.randperm(len(data), generator=generator).tolist()
    for start in range(0, len(order), batch_size):
        yield collate([everything[i] for i in order[start : start + batch_size]])
    torch.randperm(len(data), generator=generator)


def load_batches__right__tensors_as_positions(data, batch_size, generator):
    torch.empty((), dtype=torch.int64).random_(generator=generator)
    for positions in torch.randperm(len(data), generator=generator).split(batch_size):
        yield collate([data[i] for i in positions])
    torch.randperm(len(data), generator=generator)
