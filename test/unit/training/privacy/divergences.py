"""ε of DP-SGD by integration in 50 digits, for accountant.test.ts: python3 divergences.py > divergences.json

E[((1 - q) + q exp((2z - 1) / 2s^2))^a] over z ~ N(0, s^2) by mpmath's own quadrature, cut into stretches; nothing is shared with the
accountant in src/training/privacy but the formula of Mironov, Talwar and Zhang (2019).
"""
import json
import mpmath as mp

mp.mp.dps = 50


def divergence(q, s, a):
    q, s, a = mp.mpf(q), mp.mpf(s), mp.mpf(a)
    f = lambda z: mp.npdf(z, 0, s) * ((1 - q) + q * mp.exp((2 * z - 1) / (2 * s * s))) ** a
    ends = [-20 * s + (a + 40 * s) * k / 24 for k in range(25)]
    return mp.log(mp.quad(f, ends)) / (a - 1)


cases = [
    (q, s, a)
    for q, s, a in [
        ("0.01", "2.5", "1.5"), ("0.01", "2.5", "2.5"), ("0.01", "1", "2"), ("0.001", "1", "27"),
        ("0.0256", "0.8", "3.3"), ("0.0256", "0.8", "16"), ("0.1", "0.5", "4.5"), ("0.5", "3", "32"),
        ("0.004", "1.1", "9"), ("0.9", "1.3", "1.1"),
    ]
]
print(json.dumps([
    {"rate": float(q), "noise": float(s), "order": float(a), "divergence": float(divergence(q, s, a))} for q, s, a in cases
], indent=1))
