#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hostile.py FIXTURES OUT [LIMIT]: files on which two ways of scanning are most
likely to differ, the same ones every time: random bytes, text made of token
characters, what the matcher looks for in masses, and pieces of the fixtures
glued to anything, cut anywhere, and laid across the borders of windows. With
LIMIT each file is cut there, for ways of scanning that take their time."""

import os
import random
import sys

WINDOW = 1 << 18  # LIMIT_WINDOW: where a large file is cut
TOKEN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=."


def fixture_lines(folder):
    lines = []
    for path, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            with open(os.path.join(path, name), "rb") as file:
                lines += [line for line in file.read().split(b"\n") if line]
    return sorted(lines)


def token_text(rng, size):
    """Runs of token characters of every length, single separators between."""
    out = bytearray()
    while len(out) < size:
        kind = rng.choice((TOKEN, TOKEN[:62], TOKEN[26:62], b"0123456789abcdef"))
        out += bytes(rng.choices(kind, k=rng.choice((1, 3, 15, 16, 17, 19, 20,
                                                     21, 32, 36, 40, 64, 90))))
        out += rng.choice((b" ", b"\n", b"=", b":", b'"', b"'", b"\\n", b"%3D",
                           b"\0", b"\xff", b"://", b"@", b"&#61;", b"\t"))
    return bytes(out)


def masses(lines):
    yield b"ghp_" * 20000
    yield b"eyJ" * 30000 + b".eyJ" * 20000
    yield b"-----BEGIN RSA PRIVATE KEY-----\n" * 3000
    yield b"://a:b@" * 20000
    yield b"password=" * 20000 + b"\nsecret: '" * 5000
    yield b"AKIA" + b"A" * 200000
    yield b"=" * 100000 + b":" * 100000 + b'"' * 100000
    yield b"\\u003d" * 20000 + b"%25" * 20000
    yield bytes(range(256)) * 500
    yield b"A" * (3 * WINDOW)
    yield b"\n" * 300000
    yield b"".join(line[:40] for line in lines) * 20


def glued(rng, lines):
    """Each line behind each byte, and cut at a random place."""
    out = bytearray()
    for _ in range(24):
        for line in lines:
            cut = rng.randrange(len(line) + 1)
            piece = rng.choice((line, line[:cut], line[cut:]))
            out += rng.choice((b"", b"\0", b"x", b"_", b"\\n", b"\\", b"%3D",
                               b"\xc3\xa9", b"\x1b[31m"))
            out.append(rng.randrange(256))
            out += piece
            out.append(rng.randrange(256))
    return bytes(out)


def across_windows(rng, lines):
    """Lines laid over every border, at distances of 0 to their length."""
    out = bytearray()
    border = WINDOW
    for line in lines[:: max(1, len(lines) // 12)]:
        start = border - rng.randrange(len(line) + 1) - 1
        filler = token_text(rng, 4096)
        while len(out) < start:
            out += filler[: start - len(out)]
        out += b"\n" + line + b"\n"
        border += WINDOW
    return bytes(out)


def main():
    fixtures, out = sys.argv[1:3]
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else None
    rng = random.Random(20240311)
    lines = fixture_lines(fixtures)
    if not lines:
        raise SystemExit(f"hostile.py: nothing in {fixtures}")
    files = {f"mass{n}": mass for n, mass in enumerate(masses(lines))}
    files["random"] = rng.randbytes(1 << 20)
    files["token"] = token_text(rng, 1 << 20)
    files["glued"] = glued(rng, lines)
    files["windows"] = across_windows(rng, lines)
    files["oneline"] = b" ".join(lines) + b" " + token_text(
        rng, 1 << 18).replace(b"\n", b" ")
    for cut in range(0, 70):  # every alignment and length of a short text
        files[f"short{cut:02}"] = b" " * (cut % 7) + lines[
            cut % len(lines)][:cut]
    os.makedirs(out, exist_ok=True)
    for name, content in files.items():
        with open(os.path.join(out, name), "wb") as file:
            file.write(content[:limit])


main()
