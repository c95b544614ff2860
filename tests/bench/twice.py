#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""twice.py OUT PATTERNS...: every pattern a second time, under another id and
with other prefixes and keywords (letters turned by 13), so that nothing is
found twice and everything is looked for. The benchmark loads the result on
top of the built-in patterns."""

import codecs
import json
import sys


def turned(text):
    if isinstance(text, list):
        return [turned(one) for one in text]
    return codecs.encode(text, "rot13")


def second(rule):
    copy = json.loads(json.dumps(rule))
    copy["id"] = f"twice-{rule['id']}"[:64].rstrip("-")
    for name in ("dummies", "non_examples"):
        copy.pop(name, None)
    if "keywords" in copy:
        copy["keywords"] = turned(copy["keywords"])
    if "pair" in copy:
        copy["pair"]["with"] = f"twice-{copy['pair']['with']}"[:64].rstrip("-")
    for form in copy.get("formats", []):
        for name in ("prefix", "suffix"):
            if name in form:
                form[name] = turned(form[name])
        for segment in form.get("segments", []):
            if "text" in segment:
                segment["text"] = turned(segment["text"])
    if "regex" in copy:
        return None  # a pattern's text cannot be turned letter by letter
    return copy


def main():
    rules = []
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            found = map(second, json.load(file)["rules"])
            rules.extend(rule for rule in found if rule)
    known = {rule["id"] for rule in rules}
    for rule in rules:
        if rule.get("pair", {}).get("with") not in known:
            rule.pop("pair", None)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({"provider": "Twice", "rules": rules}, file, indent=1)


main()
