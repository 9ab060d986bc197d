"""FGSM, BIM and MI-FGSM on the reference LeNet with numpy alone, in float64 and in float32 with two forms of the same gradient.

Run as: python3 test/support/attacks-float64.py ../shared [fgsm | bim | mi-fgsm [epsilon ...]]
Without a name all of them (BIM takes many minutes).
The FGSM figures are those of test/unit/attacks/reference.test.ts, the others those of test/long/attack-references.test.ts.
"""
import base64
import gzip
import json
import sys

import numpy as np

SHARED = sys.argv[1]
COUNT = 500
WANTED = sys.argv[2:3]
EPSILONS = [float(text) for text in sys.argv[3:]] or [0.05, 0.1, 0.15, 0.2, 0.25, 0.3]

TENSORS = json.load(open(f'{SHARED}/reference/models/mnist-lenet.weights.json'))['tensors']
MNIST = f'{SHARED}/datasets/mnist/t10k-'
IMAGES = np.frombuffer(gzip.open(f'{MNIST}images-idx3-ubyte.gz').read()[16:16 + COUNT * 784], np.uint8)
LABELS = np.frombuffer(gzip.open(f'{MNIST}labels-idx1-ubyte.gz').read()[8:8 + COUNT], np.uint8).astype(int)


def tensor(name, dtype):
    entry = TENSORS[name]
    return np.frombuffer(base64.b64decode(entry['data_base64']), '<f4').reshape(entry['shape']).astype(dtype)


def patches(x):
    """n, c, h, w -> n, h - 4, w - 4, c * 25"""
    view = np.lib.stride_tricks.sliding_window_view(x, (5, 5), axis=(2, 3))
    return view.transpose(0, 2, 3, 1, 4, 5).reshape(len(x), x.shape[2] - 4, x.shape[3] - 4, -1)


def pool(a):
    n, c, h, w = a.shape
    windows = a.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h // 2, w // 2, 4)
    index = windows.argmax(-1)
    return np.take_along_axis(windows, index[..., None], -1)[..., 0], index


def unpool(d, index):
    n, c, h, w = d.shape
    windows = np.zeros((n, c, h, w, 4), d.dtype)
    np.put_along_axis(windows, index[..., None], d[..., None], -1)
    return windows.reshape(n, c, h, w, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, 2 * h, 2 * w)


def spread(d, weight, shape):
    """Gradient of a convolution with respect to its input."""
    columns = d.transpose(0, 2, 3, 1) @ weight.reshape(len(weight), -1)
    n, h, w, _ = columns.shape
    columns = columns.reshape(n, h, w, shape[1], 5, 5)
    out = np.zeros(shape, d.dtype)
    for i in range(5):
        for j in range(5):
            out[:, :, i:i + h, j:j + w] += columns[:, :, :, :, i, j].transpose(0, 3, 1, 2)
    return out


class LeNet:
    def __init__(self, dtype):
        self.weights = [tensor(f'{layer}.weight', dtype) for layer in (0, 3, 7, 9)]
        self.biases = [tensor(f'{layer}.bias', dtype) for layer in (0, 3, 7, 9)]

    def forward(self, x):
        w, b = self.weights, self.biases
        a1 = (patches(x) @ w[0].reshape(len(w[0]), -1).T + b[0]).transpose(0, 3, 1, 2)
        p1, i1 = pool(np.maximum(a1, 0))
        a2 = (patches(p1) @ w[1].reshape(len(w[1]), -1).T + b[1]).transpose(0, 3, 1, 2)
        p2, i2 = pool(np.maximum(a2, 0))
        h = p2.reshape(len(x), -1) @ w[2].T + b[2]
        self.kept = x, a1, i1, p1, a2, i2, p2, h
        return np.maximum(h, 0) @ w[3].T + b[3]

    def input_gradient(self, slope):
        x, a1, i1, p1, a2, i2, p2, h = self.kept
        w = self.weights
        d = ((slope @ w[3]) * (h > 0)) @ w[2]
        d = spread(unpool(d.reshape(p2.shape), i2) * (a2 > 0), w[1], p1.shape)
        return spread(unpool(d, i1) * (a1 > 0), w[0], x.shape)


ROWS = np.arange(COUNT)


def slope_of(z, negative_sum):
    """Derivative of the cross-entropy with respect to the logits: softmax, less one at the label."""
    z = z - z.max(1, keepdims=True)
    slope = np.exp(z - np.log(np.exp(z).sum(1, keepdims=True))).astype(z.dtype)
    if negative_sum:
        slope[ROWS, LABELS] = 0
        slope[ROWS, LABELS] = -slope.sum(1)
    else:
        slope[ROWS, LABELS] -= 1
    return slope


def robust_accuracies(dtype, negative_sum, steps, step_size, momentum):
    """Accuracy of the last iterates. `step_size` of epsilon, in input units; `momentum`: decay 1, else none."""
    net = LeNet(dtype)
    origin = (IMAGES.reshape(COUNT, 1, 28, 28).astype(dtype) / dtype(255)).astype(np.float32).astype(dtype)
    accuracies = []
    for epsilon in EPSILONS:
        x = origin
        direction = np.zeros_like(x)
        for _ in range(steps):
            gradient = net.input_gradient(slope_of(net.forward(x), negative_sum))
            mean = np.abs(gradient).mean((1, 2, 3), keepdims=True)
            scaled = gradient / np.where(mean == 0, 1, mean)
            direction = direction + scaled if momentum else gradient
            x = x + dtype(step_size(epsilon)) * np.sign(direction)
            x = np.clip(np.clip(x, origin - dtype(epsilon), origin + dtype(epsilon)), 0, 1)
        accuracies.append(float((net.forward(x).argmax(1) == LABELS).mean()))
    return accuracies


# Steps, their size and momentum, as the reference results give them: BIM there is PGD without a random start.
ATTACKS = {
    'fgsm': (1, lambda epsilon: epsilon, False),
    'bim': (40, lambda epsilon: 0.01, False),
    'mi-fgsm': (10, lambda epsilon: epsilon / 10, True),
}
for name in WANTED or ATTACKS:
    print(name, EPSILONS)
    print('  float64            ', robust_accuracies(np.float64, False, *ATTACKS[name]))
    print('  float32, p - 1     ', robust_accuracies(np.float32, False, *ATTACKS[name]))
    print('  float32, minus sum ', robust_accuracies(np.float32, True, *ATTACKS[name]))
