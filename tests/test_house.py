"""Holds the rules of the house that no single file shows: who imports whom, and what the locks hold."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Folder or file -> what its files may import beside the standard library. The narrowest one that holds a file counts.
MAY_IMPORT = {
    "engine": {"engine", "numpy"},
    "explain": {"explain", "engine", "numpy", "sympy"},
    "explain/export": {"explain", "engine", "numpy", "nbformat", "typst"},
    "ui/charts": {"ui", "explain", "engine", "numpy", "plotly"},
    "ui": {"ui", "explain", "engine", "numpy", "plotly", "streamlit"},
    "ui/stage": {"ui", "explain", "engine", "numpy", "streamlit"},
    "ui/served": {"starlette"},
    "ui/diagram": {"ui", "explain", "engine", "numpy", "streamlit", "typst"},
    "ui/keep": {"ui", "engine", "explain", "streamlit", "msgspec"},
    "ui/share": {"ui", "engine", "explain", "streamlit", "segno"},
    "pages": {"ui", "explain", "engine", "streamlit"},
}
FOLDERS = ("engine", "explain", "ui", "pages")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
BARE = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
LOCKS = ("requirements.lock", "requirements-test.lock")


def imported(source: str) -> set[str]:
    """The modules a source text imports, wherever the import stands; `from a import b` may mean the module a.b too."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides which folder it reads"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def allowed(path: Path) -> set[str]:
    """What the rule of the narrowest folder that holds this file allows."""
    name = path.relative_to(ROOT).with_suffix("").as_posix()
    folder = max((folder for folder in MAY_IMPORT if f"{name}/".startswith(f"{folder}/")), key=len)
    return MAY_IMPORT[folder]


def locked(lock: str) -> dict[str, set[str]]:
    """Package -> the lines that pin it, version and markers included."""
    pins: dict[str, set[str]] = {}
    for name, rest in re.findall(r"^([a-z0-9][a-z0-9._-]*)(==[^\\\n]+)", (ROOT / lock).read_text(), re.MULTILINE):
        pins.setdefault(name, set()).add(rest.strip())
    return pins


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_has_sources_to_check(folder):
    assert any(path.is_relative_to(ROOT / folder) for path in SOURCES), f"{folder}/ holds no Python"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path):
    reached = {module.split(".")[0] for module in imported(path.read_text(encoding="utf-8"))}
    wrong = reached - sys.stdlib_module_names - allowed(path)
    assert not wrong, f"{path.relative_to(ROOT)} may not import {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_opens_with_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path.relative_to(ROOT)} has no docstring"


def test_charts_do_not_reach_streamlit_through_a_neighbour():
    """`ui/charts` may import `ui`, so the modules it imports from there must be free of Streamlit as well."""
    seen, ahead = set(), sorted((ROOT / "ui" / "charts").glob("*.py"))
    while ahead:
        path = ahead.pop()
        seen.add(path)
        modules = imported(path.read_text(encoding="utf-8"))
        guilty = [module for module in modules if module.split(".")[0] == "streamlit"]
        assert not guilty, f"{path.relative_to(ROOT)} imports {guilty[0]}"
        stems = [ROOT / module.replace(".", "/") for module in modules]
        files = {file for stem in stems for file in (stem.with_suffix(".py"), stem / "__init__.py") if file.exists()}
        ahead += files - seen


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh Python holds after running this code."""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_engine_pulls_in_nothing_but_numpy():
    loaded = loaded_by(f"import engine; {BARE}")
    assert {"engine", "numpy"} <= loaded
    extra = loaded - loaded_by(BARE) - sys.stdlib_module_names - {"engine", "numpy"}
    assert not extra, f"import engine also loads {', '.join(sorted(extra))}"


def test_content_holds_no_python():
    files = [path for path in (ROOT / "content").rglob("*") if path.is_file()]
    assert files, "content/ is empty"
    assert not [path.name for path in files if path.suffix == ".py"]


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text()
    assert text.count("--hash=sha256:") > len(locked(lock)) > 10
    assert not re.findall(r"\S*(?:://|--index|--find-links| @ )\S*|/\w+/\S*", text)


@pytest.mark.parametrize("lock, extra", [("requirements.lock", None), ("requirements-test.lock", "test")])
def test_every_dependency_is_locked(lock, extra):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    names = {re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower() for requirement in wanted}
    assert names <= locked(lock).keys(), f"{lock} lacks {', '.join(sorted(names - locked(lock).keys()))}: make lock"


def test_both_locks_pin_the_same_versions():
    runtime, test = locked("requirements.lock"), locked("requirements-test.lock")
    assert runtime.items() <= test.items(), "make lock writes both"


def test_each_package_at_run_time_has_its_reason():
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"\w+", requirement)[0] for requirement in dependencies}
    reasoned = {"msgspec", "nbformat", "segno", "typst"}  # docs/decisions/0005
    assert names == {"streamlit", "numpy", "plotly", "sympy"} | reasoned, "another one needs a page in docs/decisions/"


def test_contributing_is_short():
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 40, f"CONTRIBUTING.md has {len(lines)} lines"
