"""Keyed draws and the numbers that follow from them, in plain Python: the same bits as the simulator's."""

import math
import struct
from functools import lru_cache

WORD = 0xFFFFFFFF


def threefry(counter, key):
    """Threefry4x32-20 (Salmon, Moraes, Dror and Shaw 2011)."""
    rotations = [(10, 26), (11, 21), (13, 27), (23, 5), (6, 20), (17, 11), (25, 10), (18, 20)]
    keys = [*key, 0x1BD11BDA ^ key[0] ^ key[1] ^ key[2] ^ key[3]]
    x = [(c + k) & WORD for c, k in zip(counter, keys)]
    for number in range(20):
        mixed = ((0, 1), (2, 3)) if number % 2 == 0 else ((0, 3), (2, 1))
        for (a, b), by in zip(mixed, rotations[number % 8]):
            x[a] = (x[a] + x[b]) & WORD
            x[b] = ((x[b] << by | x[b] >> (32 - by)) & WORD) ^ x[a]
        if number % 4 == 3:
            injection = number // 4 + 1
            x = [(word + keys[(injection + i) % 5]) & WORD for i, word in enumerate(x)]
            x[3] = (x[3] + injection) & WORD
    return tuple(x)


@lru_cache(None)
def purpose(name):
    """FNV-1a: a purpose is known by its name."""
    value = 2166136261
    for byte in name.encode():
        value = (value ^ byte) * 16777619 & WORD
    return value


class Draws:
    def __init__(self, seed, replicate):
        self.key = (seed & WORD, seed >> 32, replicate)
        self.block = lru_cache(4096)(self._block)

    def _block(self, why, step, agent, other=0, index=0):
        return threefry((step, agent, other, index), (*self.key, purpose(why)))

    def word(self, why, step, agent, other=0):
        """Where many ask the same question, four neighbours share a block."""
        return self.block(why, step, agent >> 2, other)[agent & 3]


def unit(word):
    return (word + 0.5) * 2.0**-32


def index_of(word, count):
    return word * count >> 32


def threshold(probability):
    """An event happens when its word is below."""
    return 2**32 if probability >= 1 else int(probability * 2.0**32) if probability > 0 else 0


# ---- Numbers: IEEE operations alone, since mathematical libraries differ in the last bit

def reduced(x):
    """e^x as 2^power (1 + rest): fdlibm's method and coefficients (Sun Microsystems 1993, e_exp.c)."""
    power = int(x * 1.44269504088896338700e+00 + (-0.5 if x < 0 else 0.5))
    high = x - power * 6.93147180369123816490e-01
    low = power * 1.90821492927058770002e-10
    r = high - low
    z = r * r
    c = r - z * (1.66666666666666019037e-01 + z * (-2.77777777770155933842e-03 + z * (6.61375632143793436117e-05 + z * (
        -1.65339022054652515390e-06 + z * 4.13813679705723846039e-08))))
    return power, high - (low - r * c / (2 - c))


def exp(x):
    power, rest = reduced(x)
    return (1 + rest) * math.ldexp(1.0, power)


def chance(hazard):
    """The probability 1 - e^-hazard of an event."""
    if hazard > 38:
        return 1.0
    power, rest = reduced(-hazard)
    scale = math.ldexp(1.0, power)
    return (1 - scale) - scale * rest


@lru_cache(None)
def poisson_steps(mean):
    """P(N <= n) in units of 2^-32, n = 0, 1, ..., until that is 1."""
    steps, probability = [], exp(-mean)
    total = probability
    while total * 2.0**32 + 0.5 < 2.0**32:
        steps.append(int(total * 2.0**32 + 0.5))
        probability *= mean / len(steps)
        total += probability
    return steps


def poisson(mean, word):
    """How many events, by inverse from one draw; a mean beyond 500 counts as 500."""
    return sum(word >= step for step in poisson_steps(min(500.0, mean)))


def gumbel(word):
    """Noise on log weights, so that the greatest is drawn in proportion to its weight."""
    return -math.log(-math.log(unit(word)))


def exponential(word):
    return -math.log1p(-unit(word))


def float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def fixed(x):
    return int(x * 2**30 + 0.5)


def share16(x):
    return int(x * 65536 + 0.5)


def share32(x):
    return int(x * 2.0**32 + 0.5)


def part(x, share_32):
    return (x * share_32 + 2**31) >> 32


def mastery(knows, tacit16):
    """m = (1 - tau) e + tau t."""
    return ((65536 - tacit16) * knows[0] + tacit16 * knows[1]) >> 16


def proportional(weights, word):
    """Of (choice, whole weight), one in proportion to the weights; None where all are 0."""
    left = sum(weight for _, weight in weights) * word >> 32
    for choice, weight in weights:
        if left < weight:
            return choice
        left -= weight
    return None
