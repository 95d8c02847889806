"""Writes tests/fixtures/defenses/*.json: what PyTorch makes of the defenses on a network of five convolutions.

Run with a Python that has PyTorch (1.13 made the committed files):

    /usr/bin/python3 scripts/make-defense-goldens.py

Every method is written here after its description, with plain autograd in double precision. Weights and pictures are functions of
their names (tests/unit/defenses/tinyDefense.ts computes the same bits); batches and shakes are those that our random numbers give
(draws.json, which tests/unit/defenses/draws.test.ts writes).
"""

import json
from pathlib import Path

import numpy
import torch
import torch.nn.functional as F

OUT = Path(__file__).resolve().parent.parent / 'tests' / 'fixtures' / 'defenses'
SIZE, CLASSES = 8, 4
MEAN = torch.tensor([0.4914, 0.4822, 0.4465], dtype=torch.float64)[:, None, None]
STD = torch.tensor([0.2023, 0.1994, 0.201], dtype=torch.float64)[:, None, None]
# Channels in and out, and stride, of each convolution; a batch norm follows each.
CONVOLUTIONS = [(3, 4, 1), (4, 4, 1), (4, 4, 1), (4, 6, 2), (6, 6, 2)]
STATISTICS = ('running_mean', 'running_var')
DRAWS = json.loads((OUT / 'draws.json').read_text())


def noise(name, count):
    """Numbers in [0, 1), as in make-architecture-goldens.py: FNV-1a of the name, then Murmur's finaliser over the index."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    x = numpy.arange(count, dtype=numpy.uint32) * numpy.uint32(0x9E3779B9) ^ numpy.uint32(seed)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        x = (x ^ (x >> numpy.uint32(shift))) * numpy.uint32(factor)
    x ^= x >> numpy.uint32(16)
    return (x >> numpy.uint32(8)).astype(numpy.float64) / 2**24


def made_up(name, shape):
    """Weights of that name: values of a network stay of order 1. Rounded to single precision, as ours are."""
    u = noise(name, int(numpy.prod(shape)))
    if len(shape) > 1:
        values = (2 * u - 1) * numpy.sqrt(6 * shape[0] / len(u))
    elif name.endswith(('running_var', 'weight')):
        values = 0.8 + 0.4 * u
    else:
        values = 0.2 * (2 * u - 1)
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


class Normalised(torch.nn.Module):
    """Batch norm whose scale and shift can be multiplied: y = scale gamma x^ + shift beta."""

    def __init__(self, channels):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(channels))
        self.bias = torch.nn.Parameter(torch.zeros(channels))
        self.register_buffer('running_mean', torch.zeros(channels))
        self.register_buffer('running_var', torch.ones(channels))
        self.scale = self.shift = 1

    def forward(self, x):
        return F.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight * self.scale,
            self.bias * self.shift,
            training=self.training,
        )


class Tiny(torch.nn.Module):
    def __init__(self, whose='', bend=F.relu):
        super().__init__()
        self.bend = bend
        for at, (inputs, outputs, stride) in enumerate(CONVOLUTIONS, 1):
            setattr(self, f'conv{at}', torch.nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False))
            setattr(self, f'bn{at}', Normalised(outputs))
        self.linear = torch.nn.Linear(CONVOLUTIONS[-1][1], CLASSES)
        state = {name: made_up(whose + name, tuple(v.shape)) for name, v in self.state_dict().items()}
        self.load_state_dict(state)
        self.double()

    def norms(self):
        return {f'bn{at}': getattr(self, f'bn{at}') for at in range(1, len(CONVOLUTIONS) + 1)}

    def maps(self, x):
        """The last map of each size, from large to small."""
        layer = lambda at, y: getattr(self, f'bn{at}')(getattr(self, f'conv{at}')(y))
        stem = self.bend(layer(1, x))
        block = self.bend(layer(3, self.bend(layer(2, stem))) + stem)
        small = self.bend(layer(4, block))
        return block, small, self.bend(layer(5, small))

    def features(self, x):
        return self.maps(x)[-1].mean((2, 3))

    def decide(self, maps):
        return self.linear(maps[-1].mean((2, 3)))

    def forward(self, x):
        return self.decide(self.maps(x))


def pictures(count):
    """Pictures in 0..1, [N, C, H, W], and their labels."""
    labels = torch.arange(count) % CLASSES
    grain = numpy.floor(160 * noise('pictures', count * SIZE * SIZE * 3)).reshape(count, SIZE, SIZE, 3)
    colours = numpy.floor(95 * noise('colours', CLASSES * 3)).reshape(CLASSES, 1, 1, 3)
    values = torch.from_numpy((grain + colours[labels.numpy()]) / 255)
    return values.permute(0, 3, 1, 2).contiguous(), labels


def normalise(x):
    return (x - MEAN) / STD


def short(values):
    """Seven digits are what single precision can tell apart."""
    return [float(f'{value:.7g}') for value in torch.as_tensor(values).detach().flatten().tolist()]


def by_name(net, values):
    return {name: short(value) for (name, _), value in zip(net.named_parameters(), values)}


def gradients(net, loss, **options):
    return torch.autograd.grad(loss, list(net.parameters()), **options)


def state_of(net, names=None):
    return {name: short(value) for name, value in net.state_dict().items() if names is None or name in names}


def pixels_last(x):
    return short(x.permute(0, 2, 3, 1))


def fit(net, optimiser, batches, loss_of):
    """Steps in train mode; the loss of each."""
    net.train()
    losses = []
    for x, y in batches:
        loss = loss_of(x, y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def fine_tuning():
    x, y = pictures(12)
    x = normalise(x)
    options = dict(lr=0.05, momentum=0.9, weight_decay=5e-4)

    net = Tiny().train()
    optimiser = torch.optim.SGD(net.parameters(), **options)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=3)
    losses = []
    for _ in range(3):
        losses += fit(net, optimiser, [(x, y)], lambda a, b: F.cross_entropy(net(a), b))
        cosine.step()
    whole = dict(losses=short(losses), state=state_of(net))

    net = Tiny().train()
    optimiser = torch.optim.SGD(net.parameters(), **options)
    batches = [(x[indices], y[indices]) for indices in DRAWS['tune']]
    losses = fit(net, optimiser, batches, lambda a, b: F.cross_entropy(net(a), b))
    return dict(whole=whole, batches=dict(losses=short(losses), state=state_of(net)))


def fine_pruning():
    x, _ = pictures(20)
    net = Tiny().eval()
    with torch.no_grad():
        features = net.features(normalise(x))
        own = net(normalise(x))
        # Where the network is surest, it is right.
        margin = own.sort(1).values.diff(dim=1)[:, -1]
        labels = own.argmax(1)
        for image in margin.argsort()[:3].tolist():
            labels[image] = (labels[image] + 1) % CLASSES
        means = features.mean(0)
        order = means.argsort().tolist()
        accuracies = []
        for cut in range(len(order)):
            kept = features.clone()
            kept[:, order[:cut]] = 0
            logits = net.linear(kept)
            assert logits.sort(1).values.diff(dim=1)[:, -1].min() > 1e-5
            accuracies.append((logits.argmax(1) == labels).double().mean().item())
    return dict(labels=labels.tolist(), means=short(means), order=order, accuracies=accuracies)


def attention(features):
    energy = features.abs().pow(2).sum(1)
    return energy / (energy.flatten(1).norm(dim=1)[:, None, None] + 1e-6)


def distilled(student, teacher, x, y):
    # Logits and maps of the student come from one pass: its running statistics move once.
    own = student.maps(x)
    loss = F.cross_entropy(student.decide(own), y)
    with torch.no_grad():
        wanted = teacher.eval().maps(x)
    for weight, one, other in zip((500, 1000, 1000), own, wanted):
        loss = loss + weight * F.mse_loss(attention(one), attention(other))
    return loss


def distillation():
    x, y = pictures(8)
    x = normalise(x)
    student, teacher = Tiny().train(), Tiny('teacher.')
    loss = distilled(student, teacher, x, y)
    answers = dict(value=loss.item(), gradients=by_name(student, gradients(student, loss)))

    def run(**options):
        teacher, student = Tiny(), Tiny()
        optimiser = torch.optim.SGD(teacher.parameters(), lr=0.02, weight_decay=1e-4, **options)
        fit(teacher, optimiser, [(x, y)] * 2, lambda a, b: F.cross_entropy(teacher(a), b))
        optimiser = torch.optim.SGD(student.parameters(), lr=0.02, weight_decay=1e-4, **options)
        losses = fit(student, optimiser, [(x, y)] * 2, lambda a, b: distilled(student, teacher, a, b))
        return student, losses

    names = ('conv3.weight', 'bn4.weight', 'bn4.running_var', 'linear.weight', 'linear.bias')
    answers['plain'] = state_of(run()[0], names)
    answers['nesterov'] = state_of(run(momentum=0.9, nesterov=True)[0], names)
    return answers


def series(net, batch, first, delta, carry, terms=5, rate=0.1):
    """The gradient of the outer loss by the weights through the fixed point of Phi, and its direct part."""
    (x, y), (x0, y0) = batch, first
    carriers = (torch.arange(len(x)) < carry).double()[:, None, None, None]
    outer = F.cross_entropy(net(normalise(x + carriers * delta)), y)
    inner = -F.cross_entropy(net(normalise(x0 + delta)), y0) + 0.001 * delta.pow(2).sum()
    (slope,) = torch.autograd.grad(inner, delta, create_graph=True)
    phi = delta - rate * slope
    parameters = list(net.parameters())
    by_delta, *direct = torch.autograd.grad(outer, [delta, *parameters], retain_graph=True)
    v = torch.zeros_like(by_delta)
    for _ in range(terms):
        v = torch.autograd.grad(phi, delta, grad_outputs=v, retain_graph=True)[0] + by_delta
    through = torch.autograd.grad(phi, parameters, grad_outputs=v, allow_unused=True)
    through = [torch.zeros_like(p) if t is None else t for p, t in zip(parameters, through)]
    return outer, direct, [d + t for d, t in zip(direct, through)], through


def game():
    net = Tiny().eval()
    x, y = pictures(12)
    batch, first = (x[6:], y[6:]), (x[:6], y[:6])
    change = 0.1 * (2 * noise('change', SIZE * SIZE * 3) - 1)
    delta = torch.from_numpy(change.reshape(1, SIZE, SIZE, 3)).permute(0, 3, 1, 2).contiguous().requires_grad_()
    inner = -F.cross_entropy(net(normalise(first[0] + delta)), first[1]) + 0.001 * delta.pow(2).sum()
    by_delta, *by_weights = torch.autograd.grad(inner, [delta, *net.parameters()])
    outer, direct, _, through = series(net, batch, first, delta, carry=2)
    answers = dict(
        # Ours leaves the size of delta out of the value, which nobody reads: only its gradient counts.
        inner=dict(
            value=inner.item() - 0.001 * delta.pow(2).sum().item(),
            delta=pixels_last(by_delta),
            weights=by_name(net, by_weights),
        ),
        outer=dict(value=outer.item(), direct=by_name(net, direct)),
        through=by_name(net, through),
    )

    # Without kinks a difference of gradients has a limit that is near.
    smooth = Tiny(bend=F.silu).eval()
    answers['smoothThrough'] = by_name(smooth, series(smooth, batch, first, delta, carry=2)[3])

    # One round of the same network on eight pictures in two batches, half of which carry the change.
    batches = [(x[indices], y[indices]) for indices in DRAWS['search']]
    delta = torch.zeros(1, 3, SIZE, SIZE, dtype=torch.float64, requires_grad=True)
    first_change, turned = None, 0
    for a, _ in batches:
        named = smooth(normalise(a)).argmax(1)
        loss = -F.cross_entropy(smooth(normalise(a + delta)), named) + 0.001 * delta.pow(2).sum()
        (slope,) = torch.autograd.grad(loss, delta)
        delta = (delta - 10 * slope).detach().requires_grad_()
        first_change = delta if first_change is None else first_change
        turned += (smooth(normalise(a + delta)).argmax(1) != named).sum().item()
    adam = torch.optim.Adam(smooth.parameters(), lr=1e-3)
    losses = []
    for each in batches:
        outer, _, whole, _ = series(smooth, each, batches[0], delta, carry=2)
        for parameter, gradient in zip(smooth.parameters(), whole):
            parameter.grad = gradient
        adam.step()
        losses.append(outer.item())
    answers['round'] = dict(
        change=pixels_last(delta),
        firstNorm=first_change.norm().item(),
        fooled=turned / 8,
        losses=short(losses),
        state=state_of(smooth, ('conv1.weight', 'bn3.weight', 'conv5.weight', 'linear.weight', 'linear.bias')),
    )
    return answers


def values(of, ids, low, high):
    return {i: torch.from_numpy(low + (high - low) * noise(f'{of} {i}', size)) for i, size in ids.items()}


def shaken_loss(net, x, y, masks, delta=None, xi=None):
    for name, norm in net.norms().items():
        norm.scale = masks[name] if delta is None else masks[name] + delta[name]
        norm.shift = 1 if xi is None else 1 + xi[name]
    return F.cross_entropy(net(x), y)


def pruning_masks():
    net = Tiny().train()
    ids = {name: len(norm.weight) for name, norm in net.norms().items()}
    x, y = pictures(8)
    x = normalise(x)
    leaves = lambda group: {name: value.clone().requires_grad_() for name, value in group.items()}
    recorded = lambda group: {name: short(value) for name, value in zip(ids, group)}
    masks = leaves(values('mask', ids, 0.2, 1))
    delta, xi = leaves(values('delta', ids, -0.4, 0.4)), leaves(values('xi', ids, -0.4, 0.4))

    plain = shaken_loss(net, x, y, masks)
    answers = dict(plain=dict(value=plain.item(), masks=recorded(torch.autograd.grad(plain, list(masks.values())))))
    shaken = shaken_loss(net, x, y, masks, delta, xi)
    found = torch.autograd.grad(shaken, [*masks.values(), *delta.values(), *xi.values()])
    count = len(ids)
    answers['shaken'] = dict(
        value=shaken.item(),
        masks=recorded(found[:count]),
        delta=recorded(found[count : 2 * count]),
        xi=recorded(found[2 * count :]),
    )

    masks = leaves({name: torch.ones(size, dtype=torch.float64) for name, size in ids.items()})
    optimiser = torch.optim.SGD(list(masks.values()), lr=4, momentum=0.9)
    steps = []
    for draw in DRAWS['shakes']:
        a, b = x[draw['indices']], y[draw['indices']]
        drawn = lambda part: leaves({name: torch.tensor(draw[part][name], dtype=torch.float64) for name in ids})
        delta, xi = drawn('scale'), drawn('shift')
        loss = shaken_loss(net, a, b, masks, delta, xi)
        found = torch.autograd.grad(loss, [*delta.values(), *xi.values()])
        for each, slope in zip([*delta.values(), *xi.values()], found):
            each.data += 0.4 * slope.sign()
        natural, worst = shaken_loss(net, a, b, masks), shaken_loss(net, a, b, masks, delta, xi)
        optimiser.zero_grad()
        (0.2 * natural + 0.8 * worst).backward()
        optimiser.step()
        for mask in masks.values():
            mask.data.clamp_(0, 1)
        steps.append(dict(loss=natural.item(), shakenLoss=worst.item(), masks=recorded(masks.values())))
    answers['steps'] = steps
    return answers


def isolation():
    logits = torch.from_numpy(4 * noise('logits', 24).reshape(6, CLASSES) - 2)
    labels = torch.tensor([0, 3, 1, 2, 2, 0])
    mean = F.cross_entropy(logits, labels).item()
    rows = []
    for level in (mean - 0.5, mean + 0.5):
        z = logits.clone().requires_grad_()
        loss = F.cross_entropy(z, labels)
        value = (loss - level).abs() + level
        (flooding,) = torch.autograd.grad(value, z, retain_graph=True)
        (ascent,) = torch.autograd.grad(torch.sign(loss.detach() - level) * loss, z)
        rows.append(dict(level=level, value=value.item(), gradient=short(flooding), ascent=short(ascent)))
    losses = F.cross_entropy(logits, labels, reduction='none')
    far = F.cross_entropy(100 * logits, labels, reduction='none')

    x, y = pictures(8)
    net = Tiny().train()
    gradient = gradients(net, F.cross_entropy(net(normalise(x)), y))
    names = ('conv1.weight', 'bn2.weight', 'linear.weight', 'linear.bias')
    # One step up, with the decay down.
    net = Tiny().train()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01, weight_decay=1e-4)
    fit(net, optimiser, [(normalise(x), y)], lambda a, b: -F.cross_entropy(net(a), b))
    return dict(
        labels=labels.tolist(),
        flooded=rows,
        losses=short(losses),
        farLosses=short(far),
        order=losses.argsort().tolist(),
        gradients={name: by_name(net, gradient)[name] for name in names},
        risen=state_of(net, names),
    )


def opened(raw):
    """Numbers bent into 0..1."""
    return raw.tanh() / (2 + 1e-7) + 0.5


def raw_trigger(label):
    """Made-up numbers behind a mask, which all channels share, and a pattern; single precision, as ours are."""
    mask = 4 * noise(f'mask/{label}', SIZE * SIZE).astype(numpy.float32).reshape(1, SIZE, SIZE) - 2
    pattern = 4 * noise(f'pattern/{label}', SIZE * SIZE * 3).astype(numpy.float32).reshape(SIZE, SIZE, 3) - 2
    mask, pattern = torch.from_numpy(mask).double(), torch.from_numpy(pattern).double().permute(2, 0, 1)
    return mask.requires_grad_(), pattern.contiguous().requires_grad_()


def stamped(x, mask, pattern):
    """Images in 0..1 with a trigger whose mask and pattern are in 0..1."""
    return (1 - mask) * x + mask * pattern


def search_loss(net, x, label, raw, cost, norm):
    mask, pattern = (opened(each) for each in raw)
    wanted = torch.full((len(x),), label)
    size = mask.abs().sum() if norm == 'l1' else mask.pow(2).sum().sqrt()
    logits = net(normalise(stamped(x, mask, pattern)))
    return F.cross_entropy(logits, wanted) + cost * size, size, logits


def trigger_search():
    net = Tiny().eval()
    x, _ = pictures(6)
    answers = {}
    for norm in ('l1', 'l2'):
        rows = []
        for label in range(CLASSES):
            # Each class by itself, with a cost of its own: ours searches them together.
            raw = raw_trigger(label)
            loss, size, logits = search_loss(net, x, label, raw, 0.01 * (label + 1), norm)
            by_mask, by_pattern = torch.autograd.grad(loss, raw)
            rows.append(
                dict(
                    size=size.item(),
                    logits=short(logits),
                    mask=short(by_mask),
                    pattern=short(by_pattern.permute(1, 2, 0)),
                )
            )
        answers[norm] = rows

    # Five steps on the same images from masks and patterns of ones.
    found = []
    for label in range(CLASSES):
        raw = [torch.ones(*shape, dtype=torch.float64, requires_grad=True) for shape in ((1, SIZE, SIZE), (3, SIZE, SIZE))]
        adam = torch.optim.Adam(raw, lr=0.1, betas=(0.5, 0.9))
        for _ in range(5):
            loss, _, _ = search_loss(net, x, label, raw, 0.02, 'l1')
            adam.zero_grad()
            loss.backward()
            adam.step()
        mask, pattern = (opened(each).detach() for each in raw)
        found.append(
            dict(
                l1=mask.sum().item(),
                l2=mask.norm().item(),
                mask=short(mask),
                pattern=short(pattern.permute(1, 2, 0)),
            )
        )
    answers['found'] = found
    return answers


def to_bytes(x):
    return (255 * x).add(0.5).floor()


def combinations():
    x, y = pictures(12)
    mask, pattern = (opened(each).detach() for each in raw_trigger(1))
    worn = to_bytes(stamped(x, mask, pattern))
    answers = dict(stamped=worn.permute(0, 2, 3, 1).flatten().int().tolist())

    # Tuning on all images with the trigger, rightly labelled: one step of NC+FT.
    net = Tiny()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)
    names = ('conv1.weight', 'bn2.weight', 'bn4.running_var', 'linear.weight', 'linear.bias')
    fit(net, optimiser, [(normalise(worn / 255), y)], lambda a, b: F.cross_entropy(net(a), b))
    answers['tuned'] = state_of(net, names)

    # Up the cross-entropy of the trigger's class on images of the others: one step of NU+NC+ABL, which shuffles nothing that matters.
    net = Tiny()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    others = worn[y != 1]
    wanted = torch.ones(len(others), dtype=torch.long)
    fit(net, optimiser, [(normalise(others / 255), wanted)], lambda a, b: -F.cross_entropy(net(a), b))
    answers['risen'] = state_of(net, names)

    # The paper's unlearning, two steps on all images, and how it ranks the inputs of the last layer.
    net = Tiny()
    optimiser = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=0.05)
    fit(net, optimiser, [(normalise(x), y)] * 2, lambda a, b: -F.cross_entropy(net(a), b))
    with torch.no_grad():
        was, now = (each.eval().features(normalise(x)).mean(0) for each in (Tiny(), net))
    answers['ranking'] = dict(
        active=short(now),
        activeOrder=now.argsort(descending=True).tolist(),
        unchanged=short((now - was).abs()),
        unchangedOrder=(now - was).abs().argsort().tolist(),
    )
    return answers


def main():
    files = dict(
        ft=fine_tuning,
        fp=fine_pruning,
        nad=distillation,
        ibau=game,
        anp=pruning_masks,
        abl=isolation,
        nc=trigger_search,
        combined=combinations,
    )
    for name, make in files.items():
        path = OUT / f'{name}.json'
        path.write_text(json.dumps(make(), separators=(',', ':')) + '\n')
        print(path.name, path.stat().st_size)


if __name__ == '__main__':
    main()
