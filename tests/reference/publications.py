"""Documents that are written, found and posted (rules R9, R22)."""

from barriers import DOCUMENT
from contact import NOBODY, Contact
from draws import chance, float32, poisson, purpose, share16, threshold, unit

LEADER = 0  # the first role


class Publications:
    """What a twin does for channels of shape `publication`."""

    def publication(self, c, of):
        """R9: documents age and are written, then visitors find them; letters (R22) are pushed to leaders."""
        library = self.libraries[c]
        aged = int(chance(of("ageing") * self.dt) * 2.0**32 + 0.5)
        library.count = [count - (count * aged >> 32) for count in library.count]
        for occasion in library.writing.due(of("documents"), self.dt):
            self.write(c, library, occasion)
        crowd = of("other_documents") + sum(library.count) / 65536
        letters = [letter for number in library.posting.due(of("letters"), self.dt) for letter in self.post(c, number)]
        read = 1 / (1 + of("pages") / 2)
        yield from self.readers(c, of, library, crowd, read)
        for letter in letters:
            yield from self.deliver(c, of, letter, read)

    def write(self, c, library, occasion):
        """Barriers 1-3 act here, once, on the best-informed person of each donor."""
        for k in range(len(self.practices)):
            for o in range(len(self.organisations)):
                if not self.is_donor(o, k) or self.best[o, k] == NOBODY:
                    continue
                word = self.draws.block(self.channels[c]["name"] + " written", self.step, o, k, occasion)[0]
                if not self.refuses(self.best[o, k], k, c, word):
                    library.add(k, self.knows[self.best[o, k]][k])

    def document(self, c, of, block, k, recipient, practice, content):
        pages = of("pages")
        dose16 = min(65536, share16(of("dose") * chance(pages / 1.5) / chance(4 / 1.5)))
        return Contact(block[3], purpose(self.channels[c]["name"]), recipient, k, block[2], recipient, NOBODY, practice, c,
                       DOCUMENT, content, dose16, float32(of("trust")), 0.0, float32(pages / 4))

    def readers(self, c, of, library, crowd, read):
        """A crowded portal dilutes. Visits are people's: further portals win few more and share the rest (P18)."""
        roles = ("visits_leader", "visits_manager", "visits_officer")
        portals = sum(sum(self.number(f"channels.{self.channels[p]['name']}.{role}") for role in roles) > 0 for p in self.libraries)
        split = (1 + of("further_portal") * (portals - 1)) / portals if portals else 0.0
        name = self.channels[c]["name"]
        for i, person in enumerate(self.people):
            mean = of(roles[person["role"]]) * split * self.dt
            for visit in range(poisson(mean, self.draws.word(name + " visits", self.step, i))):
                for k in range(len(self.practices)):
                    if library.count[k] == 0:
                        continue
                    entries = of("looked_at") * (library.count[k] / 65536) / crowd
                    block = self.draws.block(name, self.step, i, visit * 64 + k)
                    if block[0] < threshold(chance(entries * (person["relevance"][k] / 65535.0)) * read):
                        yield self.document(c, of, block, visit * 64 + k, i, k, library.content[k])

    def post(self, c, number):
        """R22: a letter is about one practice, the one named or one drawn by its reputation among those begun."""
        begun = [k for k in range(len(self.practices)) if self.begun(k)]
        reputation = {k: self.number(f"world.practices.{self.practices[k]['name']}.reputation") for k in begun}
        left = sum(reputation.values()) * unit(self.draws.block(self.channels[c]["name"] + " posted", self.step, number)[0])
        for k in begun:
            left -= reputation[k]
            about = self.channels[c]["words"]["about"]
            if left < 0 if not about else about == self.practices[k]["name"]:
                author = self.best[self.practices[k]["origin"], k]
                return [] if author == NOBODY else [(k, 2**20 + number, self.knows[author][k])]
        return []

    def deliver(self, c, of, letter, read):
        practice, number, content = letter
        name = self.channels[c]["name"]
        for o in range(len(self.organisations)):
            readers = list(self.leaders(o))
            if self.draws.word(name + " cascade", self.step, o, number) < threshold(of("cascade")):
                readers += [i for i in self.members(o, self.practices[practice]["field"]) if self.people[i]["role"] != LEADER]
            for i in readers:
                block = self.draws.block(name, self.step, i, number)
                if block[0] < threshold(read):
                    yield self.document(c, of, block, number, i, practice, content)
