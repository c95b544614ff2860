#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# jackdaw scan --history URL: fetched, searched, and gone afterwards, however
# it ends.

load git_helpers

setup() {
    git_sandbox
    cd "$BATS_TEST_TMPDIR"
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir tmp
    git init -q "with space"
    cd "with space"
    echo "key = $(token 1)" > leak
    git add leak
    git commit -q -m leak
    cd ..
}

teardown() {
    [ ! -f "$BATS_TEST_TMPDIR/pid" ] || kill "$(cat "$BATS_TEST_TMPDIR/pid")"
}

# serve: git's own daemon; its port in $port.
serve() {
    local try
    daemon=$(git --exec-path)/git-daemon
    [ -x "$daemon" ] || skip "no git daemon"
    for port in 41874 42872 43868 44870 45864; do
        "$daemon" --export-all --listen=127.0.0.1 --port=$port --base-path=. \
            --reuseaddr --pid-file=pid . > daemon.log 2>&1 3>&- &
        for try in 1 2 3 4 5 6 7 8 9 10; do
            sleep 0.1
            git ls-remote -q "git://127.0.0.1:$port/with%20space" \
                > /dev/null 2>&1 && return
        done
    done
    return 1
}

nothing_left() {
    [ -z "$(ls -A "$TMPDIR")" ]
}

@test "a URL is cloned, searched and removed" {
    serve
    run "$JACKDAW" scan --history -f json -o out.json \
        "git://127.0.0.1:$port/with%20space"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *'scanned 1 commit'* ]]
    nothing_left
    # Nothing of the temporary folder is in the report.
    fails grep -q -e "$TMPDIR" -e repository.git out.json
}

@test "no progress where there is no terminal" {
    serve
    run "$JACKDAW" scan -q --history "git://127.0.0.1:$port/with%20space"
    [ "$status" -eq 1 ]
    [[ "$output" != *$'\r'* ]]
    [[ "$output" != *'objects:'* ]]
}

@test "file:// is read in place" {
    run "$JACKDAW" scan --history \
        "file://$BATS_TEST_TMPDIR/with%20space"
    echo "$output"
    [ "$status" -eq 1 ]
    nothing_left
    [ -d "with space/.git" ]
    run "$JACKDAW" scan --history file://elsewhere/x
    [ "$status" -eq 2 ]
    [[ "$output" == *'no file of this machine'* ]]
}

@test "what cannot be fetched: exit code 2, no login shown, nothing left" {
    run "$JACKDAW" scan --history -f json \
        'http://somebody:hunter2@127.0.0.1:1/x.git?token=swordfish'
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *'http://127.0.0.1:1/x.git: git clone failed'* ]]
    [[ "$output" != *somebody* ]]
    [[ "$output" != *hunter2* ]]
    [[ "$output" != *swordfish* ]]
    nothing_left
    run "$JACKDAW" scan --history "file://$BATS_TEST_TMPDIR/nowhere"
    [ "$status" -eq 2 ]
    nothing_left
}

@test "no login in a report" {
    serve
    # What git does with a login is no matter: it is sent elsewhere.
    git config --global "url.git://127.0.0.1:$port/.insteadOf" \
        https://somebody:hunter2@x.example/
    for format in json sarif text; do
        run "$JACKDAW" scan -v --history -f "$format" \
            "https://somebody:hunter2@x.example/with%20space?a=swordfish"
        [ "$status" -eq 2 ]
        [[ "$output" != *hunter2* ]]
        [[ "$output" != *swordfish* ]]
        run "$JACKDAW" scan -v --history -f "$format" \
            "https://somebody:hunter2@x.example/with%20space"
        echo "$output"
        [ "$status" -eq 1 ]
        [[ "$output" != *hunter2* ]]
        [[ "$output" != *somebody:* ]]
    done
    nothing_left
}

# A server that takes the connection and says nothing.
interrupted_by() {
    run python3 - "$1" "$JACKDAW" <<'END'
import os, signal, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 0))
number = getattr(signal, sys.argv[1])
child = subprocess.Popen(
    [sys.argv[2], "scan", "--history",
     f"git://127.0.0.1:{server.getsockname()[1]}/x"],
    preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
peer = server.accept()
assert os.listdir("tmp")
child.send_signal(number)
sys.exit(child.wait(timeout=60))
END
    echo "$output"
    [ "$status" -eq 130 ]
    [[ "$output" == *interrupted* ]]
    nothing_left
}

@test "interrupted while it fetches: exit code 130, nothing left" {
    interrupted_by SIGINT
    interrupted_by SIGTERM
}

@test "on a terminal one line says how far it is, and goes away" {
    serve
    TERM=xterm run python3 - "$JACKDAW" scan --history \
        "git://127.0.0.1:$port/with%20space" <<'END'
import os, pty, subprocess, sys
ours, theirs = pty.openpty()
child = subprocess.Popen(sys.argv[1:], stderr=theirs, stdout=subprocess.DEVNULL)
os.close(theirs)
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
    [ "$status" -eq 1 ]
    [[ "$output" == *$'\r\033[KReceiving objects: 100%'* ]]
    [[ "$output" == *$'\r\033[Kjackdaw: scanned'* ]]
}
