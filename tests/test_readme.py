"""The READMEs' examples and commands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")


def block(name: str, language: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_both_readmes_show_the_same_examples():
    english, chinese = (block(name, "python") for name in READMES)
    assert len(english) == 2
    assert english == chinese
    assert all(example.count("\n") < 30 for example in english)


def test_the_examples_run_and_learn(tmp_path):
    loop, fit = block("README.md", "python")
    (tmp_path / "example.py").write_text(f"{loop}\nprint('fit')\n{fit}")
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    said, _, bar = done.stdout.partition("fit\n")
    accuracy = re.fullmatch(r"test accuracy: (0\.\d{4})\n", said)
    assert float(accuracy[1]) > 0.94
    assert float(re.search(r"val_accuracy: (0\.\d+)", bar)[1]) > 0.9
    assert (tmp_path / "mnist.keras").exists()


@pytest.mark.parametrize("name", READMES)
def test_the_commands_are_targets_of_the_makefile(name):
    makefile = (ROOT / "Makefile").read_text()
    commands = re.findall(r"^make ([\w-]+)", "\n".join(block(name, "sh")), re.MULTILINE)
    assert commands == ["mnist", "test"]
    for target in commands:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("name", [*READMES, "docs/tutorial.md", "docs/design.md"])
def test_links_lead_to_files(name):
    page = ROOT / name
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
