"""What a publication keeps from step to step: its documents, and when the next are due."""


class Rhythm:
    """How many occasions are due in a step, from a rate a year, without drift; a changed rate keeps the next one's date."""
    phase, last = 0, 0

    def due(self, rate, dt):
        if rate and self.last and rate != self.last:
            rest = int((2**32 - self.phase) * (rate / self.last) % 2.0**32)
            self.phase = 0 if rest < 2**20 else 2**32 - rest
        self.last = rate or self.last
        self.phase += int(rate * dt * 2.0**32 + 0.5)
        whole = (self.phase + 2**16) >> 32
        self.phase -= whole << 32
        return range(whole, 0, -1)


class Library:
    """The documents of one channel: by practice, how many live (2^-16) and what their authors knew on average."""

    def __init__(self, practices):
        self.count = [0] * practices
        self.content = [(0, 0)] * practices
        self.writing, self.posting = Rhythm(), Rhythm()

    def add(self, k, knows):
        self.count[k] += 65536
        self.content[k] = tuple(old + truncated((new - old) * 65536, self.count[k])
                                for old, new in zip(self.content[k], knows))


def truncated(a, b):
    """a / b towards nought, as the hardware divides."""
    return a // b if a >= 0 else -(-a // b)
