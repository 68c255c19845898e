"""What an organisation makes of what its people know (rules R2, R12, improvement)."""

from draws import chance, mastery

APPLIED = 4


class Organisations:
    """What a twin says of organisations; `knows` is what people know, by person and practice."""

    def rows(self, knowledge):
        width = len(self.practices)
        return [knowledge[i * width:(i + 1) * width] for i in range(len(self.people))]

    def team(self, o, k, knows):
        """R2: mean mastery and mean tacit knowledge of the field's best-informed share."""
        rows = [knows[i][k] for i in self.members(o, self.practices[k]["field"])]
        size = max(1, int(self.number("stages.apply.team_share") * len(rows) + 0.5))
        best = sorted(rows, key=lambda row: -mastery(row, self.tacit16[k]))[:size]
        if not best:
            return 0.0, 0.0
        return sum(mastery(row, self.tacit16[k]) for row in best) / 2**30 / len(best), sum(row[1] for row in best) / 2**30 / len(best)

    def fit(self, o, k, knows, invented=False):
        """R12: copying into another context works badly, and adapting takes know-how."""
        learned, alike = self.learned[o, k]
        own = invented or self.practices[k]["origin"] == o
        likeness = 1.0 if own else alike / learned if learned else self.alike(o, self.practices[k]["origin"])
        adapts = min(1.0, self.traits[o]["adaptation"] + self.help[o, k]) * self.team(o, k, knows)[1]
        return 1 - self.strength("adaptation", self.organisations[o]["kind"], None) * (1 - likeness) * (1 - adapts)

    def improvement(self, after):
        """I, by organisation and practice, at the end of a step; by then who applies what it is told."""
        knows, found = self.rows(after["knowledge"]), []
        for at, (o, k) in enumerate(self.learned):
            before, field = self.now["improvement"][at], self.members(o, self.practices[k]["field"])
            if after["stage"][at] != APPLIED or not self.suits(o, k) or not self.begun(k):
                found.append(0.0)
                continue
            of = lambda name: self.number(f"world.practices.{self.practices[k]['name']}.{name}")
            mean = sum(mastery(knows[i][k], self.tacit16[k]) for i in field) / 2**30 / len(field)
            reached = of("benefit") * self.fit(o, k, knows, after["invented"][at]) * mean
            found.append(before + (reached - before) * chance(self.dt / of("lead_time")))
        return found
