"""A headless Chromium, where there is one: what a page's text becomes, and what it complains of."""

import re
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, NAMES)), None)


def rendered(address: str, profile: object) -> tuple[str, list[str]]:
    """The document after its script ran, and the lines of its console."""
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--dump-dom", address,
        ],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    said = [line for line in done.stderr.splitlines() if re.search(r":CONSOLE[:(]", line)]
    return done.stdout, said
