#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""versions.py FIXTURES REPO SEED: a repository whose files have many versions,
packed as deltas of each other; the same one for the same seed. Versions differ
by what makes a difference to a search of deltas alone: tokens cut in half and
completed, words before them that come and go, text moved, doubled and taken
away, a byte more at the front, another encoding, files of several windows."""

import os
import random
import subprocess
import sys

WINDOW = 1 << 18  # LIMIT_WINDOW
WORDS = (b"the request was sent to a server and came back with no answer so "
         b"that we try it again after some time dropbox secret token password "
         b"api key aws account client id").split()


def fixture_texts(folder):
    texts = []
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            with open(os.path.join(path, name), "rb") as file:
                text = file.read()
            if text and name != ".done":
                texts.append(text)
    return texts


def prose(rng, size):
    out = bytearray()
    while len(out) < size:
        out += rng.choice(WORDS) + rng.choice((b" ", b" ", b" ", b"\n", b" = "))
    return bytes(out)


def piece(rng, texts):
    """Some lines of a fixture, or a part of it that is cut anywhere."""
    text = rng.choice(texts)
    start = rng.randrange(len(text))
    size = rng.choice((1, 8, 30, 90, 300, 1500, 5000))
    if rng.random() < 0.6:
        start = text.rfind(b"\n", 0, start) + 1
    return text[start:start + size]


def change(rng, text, texts):
    at = rng.randrange(len(text) + 1)
    end = min(len(text), at + rng.choice((1, 2, 10, 50, 400, 3000)))
    kind = rng.randrange(12)
    if kind < 5:
        return text[:at] + piece(rng, texts) + text[at:]
    if kind == 5:
        return text[:at] + text[end:]
    if kind == 6:
        to = rng.randrange(len(text) + 1)
        return text[:to] + text[at:end] + text[to:]
    if kind == 7:
        return text[:at] + prose(rng, rng.choice((1, 20, 200))) + text[at:]
    if kind == 8:
        return rng.choice((b"x", b"\n", b"{\n", b"\0")) + text
    if kind == 9:
        return text[end:] + text[:at]
    if kind == 10:
        return text[:at] + rng.choice((b" ", b"\n", b"_", b'"', b"=", b"\\n")) \
            + text[at:]
    return text[:at] + text[at:end].swapcase() + text[end:]


def lineage(rng, texts, size, count, limit):
    text = prose(rng, size)
    for _ in range(count):
        for _ in range(rng.choice((1, 1, 2, 4))):
            text = change(rng, text, texts)
        text = text[:limit]
        yield text
        if rng.random() < 0.02:
            yield text.decode("latin-1").encode("utf-16")


def versions(rng, texts):
    for _ in range(10):
        yield list(lineage(rng, texts, rng.choice((0, 300, 4000, 20000)), 120,
                           60000))
    yield list(lineage(rng, texts, WINDOW + 40000, 12, 2 * WINDOW))


def main():
    fixtures, repo, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rng = random.Random(seed)
    texts = fixture_texts(fixtures)
    out = bytearray()
    for number, texts_of_file in enumerate(versions(rng, texts)):
        for text in texts_of_file:
            out += (b"commit refs/heads/main\ncommitter A <a@example.com> "
                    b"1700000000 +0000\ndata 1\nx\nM 100644 inline dir/file%d\n"
                    b"data %d\n%s\n" % (number, len(text), text))
    git = ["git", "-C", repo]
    subprocess.run(["git", "init", "-q", "--bare", repo], check=True)
    subprocess.run(git + ["fast-import", "--quiet"], input=bytes(out),
                   check=True)
    subprocess.run(git + ["-c", "pack.threads=1", "repack", "-qadf",
                          "--depth=50", "--window=16"], check=True)


if __name__ == "__main__":
    main()
