"""PyTorch doing the same work, driven over stdin so that both sides are measured in turn.

One JSON request a line: {"task": ..., "threads": n, ...}; one JSON answer a line: {"ms": [...], ...}.
Started by bench/run.mjs where a Python with torch is installed (Debian: python3-torch).
"""
import base64
import gzip
import json
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


def lenet(path):
    net = nn.Sequential(
        nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(), nn.Linear(128, 10))
    tensors = json.load(open(path))["tensors"]
    with torch.no_grad():
        for name, value in net.named_parameters():
            stored = tensors[name]
            raw = bytearray(base64.b64decode(stored["data_base64"]))
            value.copy_(torch.frombuffer(raw, dtype=torch.float32).reshape(stored["shape"]))
    return net.eval()


def images(shared, count):
    with gzip.open(os.path.join(shared, "datasets/mnist/t10k-images-idx3-ubyte.gz")) as file:
        raw = bytearray(file.read(16 + count * 784)[16:])
    with gzip.open(os.path.join(shared, "datasets/mnist/t10k-labels-idx1-ubyte.gz")) as file:
        labels = bytearray(file.read(8 + count)[8:])
    x = torch.frombuffer(raw, dtype=torch.uint8).reshape(count, 1, 28, 28).float() / 255
    return x, torch.frombuffer(labels, dtype=torch.uint8).long()


def input_gradient(net, x, y):
    x = x.detach().requires_grad_(True)
    loss = F.cross_entropy(net(x), y, reduction="sum")
    return torch.autograd.grad(loss, x)[0]


def pgd(net, x, y, epsilon, alpha, steps):
    """As torchattacks' PGD without random start: no sample leaves early."""
    original, adversarial = x, x.clone()
    for _ in range(steps):
        gradient = input_gradient(net, adversarial, y)
        adversarial = adversarial + alpha * gradient.sign()
        adversarial = (original + (adversarial - original).clamp(-epsilon, epsilon)).clamp(0, 1)
    return adversarial


def shadow():
    """One shadow as bench/shadows.ts trains it: 5,000 records of 600 bits, MLP 600-64-100, Adam under half a cosine."""
    x = (torch.rand(5000, 600) < 0.25).float()
    y = torch.randint(0, 100, (5000,))
    x = (x - x.mean(0)) / x.std(0)
    net = nn.Sequential(nn.Linear(600, 64), nn.ReLU(), nn.Linear(64, 100))
    optimiser = torch.optim.Adam(net.parameters(), lr=0.002)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 12 * 100)
    for _ in range(12):
        for rows in torch.randperm(5000).split(50):
            optimiser.zero_grad()
            F.cross_entropy(net(x[rows]), y[rows]).backward()
            optimiser.step()
            schedule.step()


def timed(work, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


def main():
    shared = sys.argv[1]
    net = lenet(os.path.join(shared, "reference/models/mnist-lenet.weights.json"))
    # Weights alone; Adam or SGD updates are chosen by the request.
    for line in sys.stdin:
        request = json.loads(line)
        torch.set_num_threads(request.get("threads", 1))
        repeats, batch = request.get("repeats", 1), request.get("batch", 100)
        x, y = images(shared, request.get("count", batch))
        answer = {}
        if request["task"] == "forward":
            with torch.no_grad():
                answer["ms"] = timed(lambda: net(x), repeats)
        elif request["task"] == "gradient":
            answer["ms"] = timed(lambda: input_gradient(net, x, y), repeats)
        elif request["task"] == "train":
            student = lenet(os.path.join(shared, "reference/models/mnist-lenet.weights.json")).train()
            optimiser = torch.optim.SGD(student.parameters(), lr=0.01, momentum=0.9)

            def step():
                optimiser.zero_grad()
                F.cross_entropy(student(x), y).backward()
                optimiser.step()
            answer["ms"] = timed(step, repeats)
        elif request["task"] == "shadow":
            answer["ms"] = timed(shadow, repeats)
        elif request["task"] == "curve":
            def curve():
                accuracies = []
                for epsilon in request["epsilons"]:
                    alpha = request["relativeStep"] * epsilon
                    correct = 0
                    for at in range(0, len(x), batch):
                        adversarial = pgd(net, x[at:at + batch], y[at:at + batch], epsilon, alpha, request["steps"])
                        with torch.no_grad():
                            correct += (net(adversarial).argmax(1) == y[at:at + batch]).sum().item()
                    accuracies.append(correct / len(x))
                answer["accuracy"] = accuracies
            answer["ms"] = timed(curve, repeats)
        else:
            answer["error"] = "unknown task"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
