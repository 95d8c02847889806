"""Prints what tests/unit/graph/attentionMap.test.ts holds ours against: NAD's attention and its distance in PyTorch.

Usage: python3 scripts/make-attention-goldens.py
"""
import torch

torch.set_default_dtype(torch.float64)


def features(seed):
    """[2, 2, 2, 3] small whole numbers, images first and channels last."""
    return torch.tensor([((7 * at + seed) % 11) - 5 for at in range(24)], dtype=torch.float64).reshape(2, 2, 2, 3)


def attention(x):
    energy = x.pow(2).sum(3)
    return energy / (energy.flatten(1).norm(dim=1)[:, None, None] + 1e-6)


def rounded(x):
    return [round(value, 8) for value in x.flatten().tolist()]


one, other = features(1).requires_grad_(), features(4)
a, b = attention(one), attention(other)
weights = torch.tensor([0.25, 0.75])[:, None, None]
distance = (weights * (a - b).pow(2).mean((1, 2), keepdim=True)).sum()
distance.backward()
print('attention', rounded(a.detach()))
print('distance', rounded(distance.detach()[None]))
print('gradient', rounded(one.grad))
