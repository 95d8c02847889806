"""The same networks in PyTorch, asked line by line: one JSON object a line in, one out.

Started by peers.ts. Times are wall and CPU seconds of the work alone, in milliseconds.
Tensors cross in files of plain float32 values, one after another, in the layout of a PyTorch state dict.
"""

import json
import platform
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from torch_networks import NETS, Norm, inputs_behind, run


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
    """The network, pictures and labels of a file that torchCase.ts wrote."""
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
    """Largest resident memory of this process; 0 where the system does not tell."""
    try:
        from resource import RUSAGE_SELF, getrusage
    except ImportError:  # Windows
        return 0
    peak = getrusage(RUSAGE_SELF).ru_maxrss
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
