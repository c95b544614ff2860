# SPDX-License-Identifier: Apache-2.0
"""What the linters share: the files of a tree, C text without comments and
strings, and TAP.

Every linter is a program: `lint_x [ROOT]`. ROOT is this repository unless the
self-tests name another tree (selftest.bats feeds each linter one that breaks
its rule)."""

import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def root():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../..")
    os.chdir(top)


def files(*suffixes):
    """Paths of the tree, sorted: what git tracks or would add."""
    if os.path.exists(".git"):
        command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
        found = subprocess.run(command, check=True, capture_output=True)
        paths = found.stdout.decode().split("\0")
        paths = [path for path in paths if path and os.path.isfile(path)]
    else:
        paths = [os.path.relpath(os.path.join(folder, name))
                 for folder, _, names in os.walk(".") for name in names]
    return sorted(set(p for p in paths if not suffixes or p.endswith(suffixes)))


def c_files():
    return [p for p in files(".c", ".h") if p.startswith(("scanner/", "tests/"))]


def read(path):
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def blank(match):
    """As many lines as before, so that line numbers stay right."""
    return "\n" * match.group(0).count("\n") + " "


C_NOISE = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def c_code(path):
    """The text without comments and literals; includes keep their names."""
    text = re.sub(r'(?m)^(#include )"([^"]+)"', r"\1<\2>", read(path))
    return C_NOISE.sub(blank, text)


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def check(self, what, problems):
        self.count += 1
        problems = list(problems)
        print(f"{'not ok' if problems else 'ok'} {self.count} - {what}")
        for problem in problems[:40]:
            for line in str(problem).splitlines():
                print(f"# {line}")
        if len(problems) > 40:
            print(f"# and {len(problems) - 40} more")
        self.failed += bool(problems)

    def skip(self, what, why):
        self.count += 1
        print(f"ok {self.count} - {what} # SKIP {why}")

    def end(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)
