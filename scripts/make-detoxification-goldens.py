"""Records what PyTorch makes of DFST's feature injector and of structural similarity: tests/fixtures/detoxification.json.

Run: /usr/bin/python3 scripts/make-detoxification-goldens.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F

HEIGHT, WIDTH = 12, 9
RADIUS, DEVIATION = 5, 1.5
C1, C2 = 0.01**2, 0.03**2


def made_up(count, channels, height, width, shift):
    """Bytes that a test makes, too: (37 i^2 + 11 i + shift) mod 251."""
    i = torch.arange(count * height * width * channels, dtype=torch.int64)
    return ((37 * i * i + 11 * i + shift) % 251).reshape(count, height, width, channels).double() / 255


def features(nhwc):
    x = nhwc.permute(0, 3, 1, 2)
    largest = F.max_pool2d(x, 11, stride=1, padding=5)
    mean = F.avg_pool2d(x, 11, stride=1, padding=5)
    return torch.cat([x, largest, -largest, mean], dim=1).permute(0, 2, 3, 1)


def inject(nhwc, matrix):
    return (features(nhwc) @ matrix).clamp(0, 1)


def windows(values):
    """Gaussian means of NCHW values: a plain convolution, divided by the weight that lies inside the picture."""
    away = torch.arange(-RADIUS, RADIUS + 1, dtype=torch.float64)
    line = torch.exp(-(away**2) / (2 * DEVIATION**2))
    kernel = torch.outer(line, line)[None, None]
    channels = values.shape[1]
    weighed = F.conv2d(values, kernel.repeat(channels, 1, 1, 1), padding=RADIUS, groups=channels)
    inside = F.conv2d(torch.ones_like(values[:, :1]), kernel, padding=RADIUS)
    return weighed / inside


def similarity(x_nhwc, y_nhwc):
    x, y = x_nhwc.permute(0, 3, 1, 2), y_nhwc.permute(0, 3, 1, 2)
    mx, my = windows(x), windows(y)
    sx, sy, sxy = windows(x * x) - mx * mx, windows(y * y) - my * my, windows(x * y) - mx * my
    return (((2 * mx * my + C1) * (2 * sxy + C2)) / ((mx**2 + my**2 + C1) * (sx + sy + C2))).mean()


def main():
    x = made_up(2, 3, HEIGHT, WIDTH, 5)
    y = (0.7 * x + 0.3 * made_up(2, 3, HEIGHT, WIDTH, 90)).requires_grad_()
    alike = similarity(x, y)
    alike.backward()
    i = torch.arange(36, dtype=torch.float64)
    matrix = (torch.cos(i) / 2).reshape(12, 3)
    golden = {
        "height": HEIGHT,
        "width": WIDTH,
        "similarity": alike.item(),
        "gradient": [round(g, 10) for g in y.grad.flatten()[:60].tolist()],
        "features": [round(f, 7) for f in features(x)[0].flatten().tolist()],
        "injected": [round(v, 7) for v in inject(x, matrix)[0].flatten().tolist()],
    }
    path = Path(__file__).parent.parent / "tests/fixtures/detoxification.json"
    path.write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
