"""The sizing functions must not slow the start of the program."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_no_heavy_imports():
    """Importing the package brings in neither scipy nor pandas, which are slow to start."""
    code = "import sys, policies.sizing\nprint([name for name in ('scipy', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
