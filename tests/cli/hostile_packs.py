#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hostile_packs.py DIR LINE: bare repositories in DIR, one for each way in which
a pack can be wrong. Each holds one sound blob too, which is LINE."""

import hashlib
import os
import struct
import subprocess
import sys
import zlib

COMMIT, TREE, BLOB, OFFSET, BY_ID = 1, 2, 3, 6, 7


def blob_id(text):
    return hashlib.sha1(b"blob %d\0" % len(text) + text).digest()


def fake_id(number):
    return hashlib.sha1(b"fake %d" % number).digest()


def head(kind, size):
    byte, size, out = kind << 4 | size & 15, size >> 4, b""
    while size:
        out += bytes([byte | 128])
        byte, size = size & 127, size >> 7
    return out + bytes([byte])


def length(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def distance(number):
    out = bytes([number & 127])
    while number >> 7:
        number = (number >> 7) - 1
        out = bytes([number & 127 | 128]) + out
    return out


def delta(base_len, steps, result_len):
    return length(base_len) + length(result_len) + steps


class Pack:
    def __init__(self):
        self.bytes = b""
        self.entries = {}

    def add(self, name, kind, payload, base=b"", size=None):
        self.entries[name] = 12 + len(self.bytes)
        size = len(payload) if size is None else size
        self.bytes += head(kind, size) + base + zlib.compress(payload)
        return self.entries[name]

    def add_offset(self, name, payload, base):
        """A delta to the entry at `base`."""
        at = 12 + len(self.bytes)
        return self.add(name, OFFSET, payload, distance(at - base))

    def write(self, repo):
        subprocess.run(["git", "init", "-q", "--bare", repo], check=True)
        body = b"PACK" + struct.pack(">II", 2, len(self.entries)) + self.bytes
        body += hashlib.sha1(body).digest()
        names = sorted(self.entries)
        fan = [sum(1 for name in names if name[0] <= i) for i in range(256)] \
            if len(names) < 1000 else self.count(names)
        index = b"\xfftOc" + struct.pack(">I256I", 2, *fan) + b"".join(names)
        index += bytes(4 * len(names))
        index += b"".join(struct.pack(">I", self.entries[n]) for n in names)
        index += body[-20:]
        index += hashlib.sha1(index).digest()
        stem = os.path.join(repo, "objects/pack/pack-" + body[-20:].hex())
        for suffix, text in ((".pack", body), (".idx", index)):
            with open(stem + suffix, "wb") as file:
                file.write(text)

    @staticmethod
    def count(names):
        fan = [0] * 256
        for name in names:
            fan[name[0]] += 1
        for i in range(1, 256):
            fan[i] += fan[i - 1]
        return fan


def circle(pack):
    a, b = fake_id(1), fake_id(2)
    pack.add(a, BY_ID, delta(3, b"\x03abc", 3), b)
    pack.add(b, BY_ID, delta(3, b"\x03xyz", 3), a)


def self_made(pack):
    pack.add(fake_id(1), BY_ID, delta(3, b"\x03abc", 3), fake_id(1))


def thin(pack):
    pack.add(fake_id(1), BY_ID, delta(3, b"\x03abc", 3), fake_id(9))


def huge(pack):
    pack.add(fake_id(1), BLOB, b"x", size=1 << 40)


def overstated(pack):
    pack.add(fake_id(1), BLOB, b"x" * 40, size=900 << 20)


def understated(pack):
    pack.add(fake_id(1), BLOB, b"x" * 40, size=39)


def huge_delta(pack):
    base = pack.add(blob_id(b"x" * 65536), BLOB, b"x" * 65536)
    steps = b"\x80" * 40000
    pack.add_offset(fake_id(1), delta(65536, steps, 40000 << 16), base)


def outside(pack):
    base = pack.add(blob_id(b"abc"), BLOB, b"abc")
    pack.add_offset(fake_id(1), delta(3, b"\x91\x02\x09", 9), base)


def wrong_base(pack):
    base = pack.add(blob_id(b"abc"), BLOB, b"abc")
    pack.add_offset(fake_id(1), delta(4, b"\x90\x04", 4), base)


def short(pack):
    base = pack.add(blob_id(b"abc"), BLOB, b"abc")
    pack.add_offset(fake_id(1), delta(3, b"\x90\x02", 3), base)


def nowhere(pack):
    pack.entries[fake_id(1)] = 1 << 30


def in_the_head(pack):
    pack.entries[fake_id(1)] = 3


def kind_five(pack):
    pack.add(fake_id(1), 5, b"abc")


def broken_family(pack):
    """A damaged base: nothing that hangs on it can be read."""
    at = pack.add(fake_id(0), BLOB, b"abc", size=4)
    for i in range(1, 6000):
        at = pack.add_offset(fake_id(i), delta(3, b"\x90\x03", 3), at)


def long_chain(pack):
    """Not wrong, only silly: each is a delta to the one before."""
    text = b"%06d" % 0
    at = pack.add(blob_id(text), BLOB, text)
    for i in range(1, 70000):
        text = b"%06d" % i
        at = pack.add_offset(blob_id(text), delta(6, b"\x06" + text, 6), at)


def main():
    folder, line = sys.argv[1], sys.argv[2].encode() + b"\n"
    for make in (circle, self_made, thin, huge, overstated, understated,
                 huge_delta, outside, wrong_base, short, nowhere, in_the_head,
                 kind_five, broken_family, long_chain):
        pack = Pack()
        pack.add(blob_id(line), BLOB, line)
        make(pack)
        pack.write(os.path.join(folder, make.__name__))


if __name__ == "__main__":
    main()
