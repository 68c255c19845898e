"""A program started with little memory and little time, and what it took of both."""
import dataclasses
import os
import resource
import subprocess
import tempfile

MEBIBYTE = 1 << 20


@dataclasses.dataclass
class Told:
    code: int  # negative: ended by that signal
    out: str
    err: str
    seconds: float  # of processor time, children included
    peak: int  # bytes of the largest process


def run(words, folder, address_space=None, processor_seconds=None, environment=None, timeout=120):
    """Runs a command in a folder. address_space in bytes limits the program itself and what it starts."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if address_space:
            resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))
        if processor_seconds:
            resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(list(map(str, words)), cwd=folder, stdout=out, stderr=err, stdin=subprocess.DEVNULL, preexec_fn=limit,
                                   env={**os.environ, **(environment or {})})
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    return Told(process.returncode, *texts, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)
