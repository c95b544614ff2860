#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Long scans of a history: the line on the terminal, and being interrupted.

load git_helpers

setup() {
    git_sandbox
    cd "$BATS_TEST_TMPDIR"
}

# big MEBIBYTES: a repository with a leak that takes a while.
big() {
    git init -q repo
    cd repo
    echo "$(token 1)" > leak
    git add leak
    git commit -q -m leak
    python3 - "$1" <<'END' | git fast-import --quiet
import random, sys
made = random.Random(1)
words = [bytes(made.choices(b"abcdefghij klmnopqrs", k=64)) for _ in range(4096)]
for number in range(int(sys.argv[1])):
    text = b"\n".join(made.choices(words, k=16384))
    sys.stdout.buffer.write(b"blob\ndata %d\n%s\n" % (len(text), text))
END
}

# on_terminal COMMAND: runs it with standard error on a terminal of 90 columns.
# As soon as it has a second thread it is stopped for a while, so that it
# takes long on any machine.
on_terminal() {
    python3 - "$@" <<'END'
import fcntl, os, pty, signal, struct, subprocess, sys, termios, time
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
child = subprocess.Popen(sys.argv[1:], stderr=theirs, stdout=subprocess.DEVNULL,
                         env={"TERM": "xterm", **os.environ})
os.close(theirs)
while child.poll() is None:
    if len(os.listdir(f"/proc/{child.pid}/task")) > 1:
        time.sleep(0.05) # until it knows how much there is
        child.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        child.send_signal(signal.SIGCONT)
        break
    time.sleep(0.001)
text = b""
while True:
    try:
        part = os.read(ours, 65536)
    except OSError:
        break
    if not part:
        break
    text += part
sys.stdout.buffer.write(text)
sys.exit(child.wait())
END
}

@test "a bar on a terminal, wiped at the end" {
    # The bar comes when a scan has lasted a while: a fast machine needs more.
    local size
    for size in 60 120 240; do
        big "$size"
        TERM=xterm run on_terminal "$JACKDAW" scan -j1 --history
        [[ "$output" == *' objects, '*' left'* ]] && break
    done
    printf '%s' "$output" | od -c | tail -n 20
    [ "$status" -eq 1 ]
    [[ "$output" == *'% '*' of '*' objects'* ]]
    # The last thing before the line of coverage wipes it.
    [[ "$output" == *$'\r\033[Kjackdaw: scanned'* ]]
}

@test "no bar with --quiet, in a pipe, on a dumb terminal" {
    big 40
    run on_terminal "$JACKDAW" scan -j1 --quiet --history
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    run bash -c "'$JACKDAW' scan -j1 --history 2>&1 >/dev/null | cat"
    [[ "$output" != *$'\r'* ]]
    [[ "$output" == 'jackdaw: scanned'* ]]
    TERM=dumb run on_terminal "$JACKDAW" scan -j1 --history
    [[ "$output" != *objects,*left* ]]
}

@test "interrupted: what was found is written and marked, exit code 130" {
    big 60
    # When libgit2 is loaded the signals are watched.
    run python3 - "$JACKDAW" scan -j1 --history -f json -o ../out.json <<'END'
import signal, subprocess, sys, time
child = subprocess.Popen(sys.argv[1:], preexec_fn=lambda: signal.signal(
    signal.SIGINT, signal.SIG_DFL))
while child.poll() is None:
    if "libgit2" in open(f"/proc/{child.pid}/maps").read():
        child.send_signal(signal.SIGINT)
        break
    time.sleep(0.001)
sys.exit(child.wait())
END
    echo "$output"
    [ "$status" -eq 130 ]
    [[ "$output" == *'interrupted, exit code 130'* ]]
    python3 - <<'END'
import json
report = json.load(open("../out.json"))
assert report["coverage"]["interrupted"], report["coverage"]
assert not report["coverage"]["complete"], report["coverage"]
END
}
