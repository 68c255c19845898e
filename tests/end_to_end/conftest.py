import pytest

import program


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    """The scenarios that are shipped, for two years, in one replicate."""
    return program.run(tmp_path_factory.mktemp("shipped"), program.INVEST_TO_SAVE, "--replicates", "1", "--set", "time.horizon=2 years")


@pytest.fixture(scope="session")
def small_file(tmp_path_factory):
    """The path of the results of the small scenario."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.yaml").write_text(program.SMALL)
    program.run(folder, "small.yaml", output="small.h5")
    return folder / "small.h5"


@pytest.fixture(scope="session")
def small(small_file):
    return program.read(small_file)


@pytest.fixture
def folder(tmp_path):
    """A folder with the small scenario and nothing else."""
    (tmp_path / "small.yaml").write_text(program.SMALL)
    return tmp_path
