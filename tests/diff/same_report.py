#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""same_report.py A.json B.json [--findings]: two reports say the same but for how the scan
was asked for and how long it took. Fails too if there is nothing in them.
With --findings the numbers of candidates may differ: without a prefilter some
are seen twice. What is kept and what is refused is compared all the same."""

import json
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        report = json.load(file)
    for name in ("command", "started", "ended"):
        report.pop(name, None)
    report["coverage"].pop("seconds", None)
    return report


def differences(left, right, where=""):
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted(left.keys() | right.keys()):
            yield from differences(left.get(key), right.get(key),
                                   f"{where}/{key}")
    elif isinstance(left, list) and isinstance(right, list):
        for index in range(max(len(left), len(right))):
            yield from differences(left[index] if index < len(left) else None,
                                   right[index] if index < len(right) else None,
                                   f"{where}/{index}")
    elif left != right:
        yield f"{where}: {str(left)[:200]} | {str(right)[:200]}"


def main():
    left, right = load(sys.argv[1]), load(sys.argv[2])
    if not left["coverage"]["candidates"]:
        raise SystemExit("there was nothing to compare")
    if "--findings" in sys.argv:
        for report in (left, right):
            report["coverage"].pop("candidates")
            report["coverage"].pop("dropped")
    lines = list(differences(left, right))
    print("\n".join(lines[:20]))
    sys.exit(1 if lines else 0)


main()
