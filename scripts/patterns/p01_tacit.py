"""P1: tacit and explicit practices, visits and documents."""
from patterns.measures import applied, more_applied
from patterns.pattern import Claim, Pattern
from patterns.pictures import bars


def interaction(runs, tacit_visits, tacit_documents, explicit_visits, explicit_documents):
    return more_applied(runs, tacit_visits, tacit_documents) - more_applied(runs, explicit_visits, explicit_documents)


TACIT, EXPLICIT = ("visits", "baseline"), ("explicit visits", "explicit documents")


def draw(runs, axes):
    rows = {"tacit: 5 documents a year": "baseline", "tacit: 10 documents a year": "twice the documents", "tacit: 80 pairs that visit": "visits",
            "tacit: visits, nothing tacit": "visits that carry nothing tacit", "explicit: 5 documents a year": "explicit documents",
            "explicit: 80 pairs that visit": "explicit visits"}
    bars(axes, {"": {row: applied(runs, name) for row, name in rows.items()}}, "share that applies a good practice after five years")


PATTERN = Pattern(
    number=1,
    title="Tacit practices travel by visits",
    says="Tacit practices travel better by visits and mentoring than by any number of documents; for explicit practices the difference is small.",
    passages=("“Explicit knowledge is easier to share than tacit knowledge. Face-to-face interactions can help to share knowledge that is difficult to be "
              "written down.” (A Shared Responsibility)",),
    claims=(
        Claim("tacit practices: applied with eighty pairs that visit, less with five case studies a year for everybody", more_applied, TACIT, .05,
              "five organisations in a hundred", without=("visits that carry nothing tacit", "baseline"),
              removed="visits that carry nothing tacit (κ = 0)"),
        Claim("how much less that is for explicit practices", interaction, (*TACIT, *EXPLICIT), .05, "as above"),
        Claim("tacit practices: applied with visits, less with twice as many documents", more_applied, ("visits", "twice the documents"), .02,
              "documents have not caught up: two organisations in a hundred"),
    ),
    draw=draw,
    note="Five case studies a year of each practice, sent to everybody of its field, are more than any portal offers. Beyond that, documents without end do "
         "bring even a tacit practice to be tried, by its explicit part; the third claim says that twice as many have not caught up.",
    replicates_a_draw=1,
)
