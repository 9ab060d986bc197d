"""Networks of several kinds, exported to ONNX for the bench, and PyTorch's own time for them on one thread.

Usage: zoo.py FOLDER. Writes FOLDER/NAME.onnx and one JSON line about them; then one JSON request a line
({"model": ..., "task": "forward" or "gradient", "repeats": n}), one answer a line ({"ms": [...]}).
"""
import json
import os
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Residual(nn.Module):
    """Two 3x3 convolutions with batch norm and a way around them (He et al. 2016)."""

    def __init__(self, inner, outer, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU(),
            nn.Conv2d(outer, outer, 3, 1, 1, bias=False), nn.BatchNorm2d(outer))
        self.around = nn.Sequential() if stride == 1 and inner == outer else nn.Sequential(
            nn.Conv2d(inner, outer, 1, stride, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        return F.relu(self.body(x) + self.around(x))


def depthwise(inner, outer, stride):
    """A depthwise and a pointwise convolution, each with batch norm and ReLU6 (Howard et al. 2017)."""
    return nn.Sequential(
        nn.Conv2d(inner, inner, 3, stride, 1, groups=inner, bias=False), nn.BatchNorm2d(inner), nn.ReLU6(),
        nn.Conv2d(inner, outer, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU6())


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.size = heads, width // heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        parts = self.qkv(x).reshape(-1, x.shape[1], 3, self.heads, self.size).permute(2, 0, 3, 1, 4)
        q, k, v = parts[0], parts[1], parts[2]
        weights = torch.softmax(q @ k.transpose(-1, -2) / self.size ** 0.5, -1)
        return self.out((weights @ v).transpose(1, 2).reshape(-1, x.shape[1], self.heads * self.size))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        x = x + self.attention(self.first(x))
        return x + self.mlp(self.second(x))


class Transformer(nn.Module):
    """A small vision transformer (Dosovitskiy et al. 2021): patches of 4x4, mean over places."""

    def __init__(self, width=64, heads=4, depth=4):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.places = nn.Parameter(torch.randn(1, 64, width) * 0.02)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(depth)])
        self.head = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 10))

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2) + self.places
        return self.head(self.blocks(x).mean(1))


def end(width, classes=10):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, classes)]


def zoo():
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    lenet = nn.Sequential(
        nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 10))
    mlp = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))
    residual = nn.Sequential(*stem, Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2), *end(64))
    separable = nn.Sequential(
        *stem, depthwise(16, 32, 1), depthwise(32, 64, 2), depthwise(64, 64, 1), depthwise(64, 128, 2), *end(128))
    return {
        'LeNet (the reference)': (lenet, [1, 28, 28], 100), 'perceptron': (mlp, [64], 100),
        'residual': (residual, [3, 32, 32], 32), 'depthwise': (separable, [3, 32, 32], 32),
        'transformer': (Transformer(), [3, 32, 32], 32)}


def timed(work, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def gradient(net, x, y):
    x = x.detach().requires_grad_(True)
    return torch.autograd.grad(F.cross_entropy(net(x), y, reduction='sum'), x)[0]


def main():
    folder = sys.argv[1]
    torch.manual_seed(1)
    torch.set_num_threads(1)
    nets, about = zoo(), []
    for index, (name, (net, shape, batch)) in enumerate(nets.items()):
        file = f'{index}.onnx'
        net.eval()
        torch.onnx.export(
            net, torch.rand(2, *shape), os.path.join(folder, file), opset_version=17, input_names=['x'],
            output_names=['y'], dynamic_axes={'x': {0: 'n'}, 'y': {0: 'n'}})
        about.append({'name': name, 'file': file, 'shape': shape, 'batch': batch})
    print(json.dumps({'models': about}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        net, shape, batch = nets[request['model']]
        x, y = torch.rand(batch, *shape), torch.arange(batch) % 10
        if request['task'] == 'forward':
            with torch.no_grad():
                print(json.dumps({'ms': timed(lambda: net(x), request['repeats'])}), flush=True)
        else:
            print(json.dumps({'ms': timed(lambda: gradient(net, x, y), request['repeats'])}), flush=True)


if __name__ == '__main__':
    main()
