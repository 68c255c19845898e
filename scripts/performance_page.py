"""What the scripts that measure write into docs/performance.md, and on which processor."""
import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "performance.md"


def processor_name():
    found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found.group(1) if found else "unknown processor"


def write_between(marks, lines):
    """Puts lines in the place of what stands between two marks of the page."""
    text = PAGE.read_text()
    before, rest = text.split(marks[0])
    PAGE.write_text("\n".join([before + marks[0], *lines, marks[1] + rest.split(marks[1])[1]]))
