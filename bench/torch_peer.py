"""The same networks in PyTorch, asked line by line: one JSON object a line in, one out.

Started by torchPeer.ts, which describes the requests. Times are wall and CPU seconds of the work alone, in milliseconds.
Tensors cross in files of plain float32 values, one after another, in the layout of a PyTorch state dict.
"""

import json
import platform
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Norm(nn.BatchNorm2d):
    """Batch norm whose gamma may be multiplied by a mask, as RNP's recovery does."""

    def __init__(self, channels):
        super().__init__(channels)
        self.register_parameter("mask", None)

    def forward(self, x):
        gamma = self.weight if self.mask is None else self.weight * self.mask
        return F.batch_norm(
            x, self.running_mean, self.running_var, gamma, self.bias, self.training, self.momentum, self.eps
        )


def conv(channels, out, size, stride=1):
    return nn.Conv2d(channels, out, size, stride, size // 2, bias=False)


class BasicBlock(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.conv1 = conv(channels, out, 3, stride)
        self.bn1 = Norm(out)
        self.conv2 = conv(out, out, 3)
        self.bn2 = Norm(out)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels != out:
            self.shortcut = nn.Sequential(conv(channels, out, 1, stride), Norm(out))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Resnet18(nn.Module):
    """ResNet-18 in the CIFAR layout; names as in workers/nets/resnetCifar.ts."""

    def __init__(self, width, classes=10):
        super().__init__()
        self.conv1 = conv(3, width, 3)
        self.bn1 = Norm(width)
        channels = width
        for stage in range(4):
            out = width << stage
            stride = 1 if stage == 0 else 2
            setattr(self, f"layer{stage + 1}", nn.Sequential(BasicBlock(channels, out, stride), BasicBlock(out, out, 1)))
            channels = out
        self.linear = nn.Linear(channels, classes)

    def segments(self):
        blocks = [block for stage in range(1, 5) for block in getattr(self, f"layer{stage}")]
        return [(1, lambda x: F.relu(self.bn1(self.conv1(x))))] + [(count_convs(b), b) for b in blocks]

    def head(self, x):
        return self.linear(x.mean((2, 3)))


class PreActivationBlock(nn.Module):
    def __init__(self, channels, out, stride):
        super().__init__()
        self.bn1 = Norm(channels)
        self.conv1 = conv(channels, out, 3, stride)
        self.bn2 = Norm(out)
        self.conv2 = conv(out, out, 3)
        self.convShortcut = None if channels == out else conv(channels, out, 1, stride)

    def forward(self, x):
        activated = F.relu(self.bn1(x))
        y = self.conv2(F.relu(self.bn2(self.conv1(activated))))
        return y + (x if self.convShortcut is None else self.convShortcut(activated))


class Group(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.layer = nn.Sequential(*blocks)


class WideResnet(nn.Module):
    """Wide ResNet of depth 16; names as in workers/nets/wideResnet.ts."""

    def __init__(self, widen, classes=10):
        super().__init__()
        self.conv1 = conv(3, 16, 3)
        channels = 16
        for group in range(3):
            out = (16 * widen) << group
            first = PreActivationBlock(channels, out, 1 if group == 0 else 2)
            setattr(self, f"block{group + 1}", Group([first, PreActivationBlock(out, out, 1)]))
            channels = out
        self.bn1 = Norm(channels)
        self.fc = nn.Linear(channels, classes)

    def segments(self):
        blocks = [block for group in range(1, 4) for block in getattr(self, f"block{group}").layer]
        return [(1, self.conv1)] + [(count_convs(b), b) for b in blocks]

    def head(self, x):
        return self.fc(F.relu(self.bn1(x)).mean((2, 3)))


NETS = {"resnet18": Resnet18, "wrn16": WideResnet}


def count_convs(module):
    return sum(isinstance(each, nn.Conv2d) for each in module.modules())


def run(model, x, convolutions=None):
    """Logits; with `convolutions`, of only the last so many: x is then what lies before them."""
    left = sum(count for count, _ in model.segments())
    for count, segment in model.segments():
        if convolutions is None or left <= convolutions:
            x = segment(x)
        left -= count
    return model.head(x)


def inputs_behind(model, images, convolutions):
    """Random values of the shape that lies before the last `convolutions`."""
    x = torch.randn(images, 3, 32, 32)
    left = sum(count for count, _ in model.segments())
    with torch.no_grad():
        for count, segment in model.segments():
            if left <= convolutions:
                break
            x = segment(x)
            left -= count
    if left != convolutions:
        raise ValueError(f"no block of the network starts {convolutions} convolutions before its end")
    return torch.randn_like(x)


class Timer:
    def __enter__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_):
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu

    def times(self):
        return {"wallMs": self.wall * 1000, "cpuMs": self.cpu * 1000}


def step(model, optimiser, x, labels):
    optimiser.zero_grad()
    loss = F.cross_entropy(run(model, x), labels)
    loss.backward()
    optimiser.step()
    return loss.item()


class Training:
    """A network, its optimiser and one batch."""

    def __init__(self, net, width, batch):
        self.model = NETS[net](width)
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9)
        self.x = torch.randn(batch, 3, 32, 32)
        self.labels = torch.arange(batch) % 10

    def measure(self, what):
        with Timer() as timer:
            if what == "step":
                self.model.train()
                step(self.model, self.optimiser, self.x, self.labels)
            else:
                self.model.eval()
                with torch.no_grad():
                    run(self.model, self.x).sum().item()
        return timer.times()


def read_case(request):
    """The network, pictures and labels of a file that torchPeer.ts wrote."""
    model = NETS[request["net"]](request["width"])
    with open(request["file"], "rb") as file:
        values = torch.frombuffer(bytearray(file.read()), dtype=torch.float32)
    state, at = {}, 0
    for name, shape in request["tensors"]:
        size = 1
        for each in shape:
            size *= each
        state[name] = values[at : at + size].reshape(shape).clone()
        at += size
    x = state.pop("x").permute(0, 3, 1, 2).contiguous()
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any(not name.endswith("num_batches_tracked") for name in missing):
        raise ValueError(f"names do not fit: missing {missing}, unexpected {unexpected}")
    return model.train(), x, torch.tensor(request["labels"])


def losses(request):
    model, x, labels = read_case(request)
    optimiser = torch.optim.SGD(model.parameters(), lr=request["learningRate"], momentum=0.9)
    return [step(model, optimiser, x, labels) for _ in range(request["steps"])]


def gradients(request):
    """Loss, logits in both modes and all gradients of one step, as lists of numbers."""
    model, x, labels = read_case(request)
    with torch.no_grad():
        eval_logits = run(model.eval(), x)
    logits = run(model.train(), x)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    named = {name: each.grad.flatten().tolist() for name, each in model.named_parameters()}
    return {
        "loss": loss.item(),
        "logits": logits.flatten().tolist(),
        "evalLogits": eval_logits.flatten().tolist(),
        "gradients": named,
    }


class Replay:
    """Repeats a list of passes of the same sizes on random values: what a run costs in PyTorch."""

    def __init__(self, net, width):
        self.model = NETS[net](width)
        self.masks = []
        for module in self.model.modules():
            if isinstance(module, Norm):
                module.mask = nn.Parameter(torch.ones(module.num_features))
                self.masks.append(module.mask)
        self.weights = [each for name, each in self.model.named_parameters() if not name.endswith(".mask")]
        self.sgd = {
            "weights": torch.optim.SGD(self.weights, lr=1e-4, momentum=0.9),
            "masks": torch.optim.SGD(self.masks, lr=1e-4, momentum=0.9),
        }
        self.inputs = {}
        self.done = {kind: {"passes": 0, "images": 0} for kind in ("forward", "weights", "masks", "input")}

    def x(self, images, convolutions):
        key = (images, convolutions)
        if key not in self.inputs:
            self.inputs[key] = inputs_behind(self.model, images, convolutions)
        return self.inputs[key]

    def prepare(self, passes):
        for each in passes:
            self.x(each["images"], each["convolutions"])

    def backward(self, each, x):
        by = each["by"]
        for weight in self.weights:
            weight.requires_grad_(by == "weights")
        for mask in self.masks:
            mask.requires_grad_(by == "masks")
        optimiser = self.sgd.get(by)
        if optimiser is None:
            x = x.detach().requires_grad_(True)
            optimiser = torch.optim.Adam([x], lr=1e-4)
        optimiser.zero_grad()
        F.cross_entropy(run(self.model, x, each["convolutions"]), torch.arange(len(x)) % 10).backward()
        optimiser.step()
        if by == "masks":
            with torch.no_grad():
                for mask in self.masks:
                    mask.clamp_(0, 1)

    def count(self, kind, images):
        self.done[kind]["passes"] += 1
        self.done[kind]["images"] += images

    def once(self, each):
        x = self.x(each["images"], each["convolutions"])
        self.model.train(each["train"])
        self.count("forward", each["images"])
        if each["by"] == "nothing":
            with torch.no_grad():
                run(self.model, x, each["convolutions"]).argmax(1).tolist()
            return
        self.count(each["by"], each["images"])
        self.backward(each, x)

    def all(self, passes):
        self.prepare(passes)
        with Timer() as timer:
            for each in passes:
                for _ in range(each["times"]):
                    self.once(each)
        return {**timer.times(), "counts": self.done}


def peak_bytes():
    """Largest resident memory of this process; the unit is the platform's."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024


trainings = {}


def answer(request):
    op = request["op"]
    if "threads" in request:
        torch.set_num_threads(request["threads"])
    if op == "versions":
        return {"torch": torch.__version__, "python": platform.python_version()}
    if op in ("step", "forward"):
        key = (request["net"], request["width"], request["batch"])
        if key not in trainings:
            trainings.clear()
            trainings[key] = Training(*key)
        return trainings[key].measure(op)
    if op == "losses":
        return losses(request)
    if op == "gradients":
        return gradients(request)
    if op == "replay":
        result = Replay(request["net"], request["width"]).all(request["passes"])
        return {**result, "peakBytes": peak_bytes()}
    raise ValueError(f"unknown request {op}")


for line in sys.stdin:
    try:
        reply = {"ok": True, "value": answer(json.loads(line))}
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side must hear of it
        reply = {"ok": False, "error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
