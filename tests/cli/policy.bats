#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Policy files: which one counts, and that a change cannot allow itself.

load git_helpers

setup() {
    git_sandbox
    git init -q "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
    mkdir src tests
    echo "key = $(token 1)" > src/known
    git add .
    git commit -q -m known
}

# policy ENTRY...: writes the policy file.
policy() {
    local IFS=,
    echo "{\"allow\": [$*]}" > .jackdaw.json
}

# id PATH: of the finding in a file.
id() {
    "$JACKDAW" scan -f json --policy none "$1" 2> /dev/null | python3 -c \
        'import json, sys; print(json.load(sys.stdin)["findings"][0]["id"])'
}

# scan CODE OPTION...: a scan that ends with CODE; what it says in $output.
scan() {
    local code=$1
    shift
    run "$JACKDAW" scan "$@"
    echo "$output"
    [ "$status" -eq "$code" ]
}

@test "a finding is allowed by its id, wherever it is" {
    policy "{\"id\": \"$(id src/known)\", \"reason\": \"revoked\"}"
    scan 0
    [[ "$output" == *'1 allowed by .jackdaw.json'* ]]
    [[ "$output" == *'1 suppressed (1 by .jackdaw.json)'* ]]
    cp src/known elsewhere
    scan 0
    echo "key = $(token 2)" > src/known
    scan 1
}

@test "by path and rule, with a day on which it ends" {
    policy '{"path": "src/", "rule": "github-*", "reason": "x", "until": "2999-12-31"}'
    scan 0
    echo "key = $(token 2)" > tests/other
    scan 1
    policy '{"path": "src/", "reason": "x", "until": "2020-12-31"}'
    scan 1
    [[ "$output" == *'.jackdaw.json: line 1 (path): expired, it counted until 2020-12-31'* ]]
}

@test "the one of the folder that is searched, or of its repository" {
    policy '{"path": "/src/known", "reason": "x"}'
    scan 0 src
    scan 0 src/known
    cd src
    scan 0
    scan 0 ../src/known
    cd /
    scan 0 "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
    cp .jackdaw.json src
    scan 1 src
    scan 2 . src
    [[ "$output" == *'two policies'* ]]
}

@test "nothing is looked for above a folder that is in no repository" {
    mkdir -p ../plain/sub
    cp src/known ../plain/sub
    policy '{"path": "*", "reason": "x"}'
    mv .jackdaw.json ../plain
    scan 0 ../plain
    scan 1 ../plain/sub
}

@test "a malformed one is an error with its place, whatever is searched" {
    echo '{"allow": [
{"rule": "x"}]}' > .jackdaw.json
    scan 2
    [[ "$output" == *'.jackdaw.json:2: /allow/0: "reason" is missing (--policy none goes without)'* ]]
    git add .
    git commit -q -m policy
    for what in --history --staged '--range HEAD..HEAD'; do
        scan 2 $what
        [[ "$output" == *'policy of commit '*': .jackdaw.json:2: /allow/0: '* ]]
    done
    run "$JACKDAW" hook run pre-commit
    [ "$status" -eq 2 ]
    scan 1 --policy none
    scan 2 --policy nowhere.json
}

@test "a malformed one in a change is an error before it is merged" {
    echo '{"allow": [{"rule": "x"}]}' > .jackdaw.json
    git add .
    scan 2 --staged
    [[ "$output" == *'the change makes a bad policy: .jackdaw.json:1: /allow/0: '* ]]
    run "$JACKDAW" hook run pre-commit
    [ "$status" -eq 2 ]
    git commit -q -m malformed
    scan 2 --range HEAD^..HEAD
    [[ "$output" == *'the change makes a bad policy: .jackdaw.json:1: /allow/0: '* ]]
    # Taken away or mended by the same change it is no matter.
    policy '{"rule": "x", "reason": "x"}'
    git add .
    git commit -q -m mended
    scan 0 --range HEAD~2..HEAD
    rm .jackdaw.json
    ln -s x .jackdaw.json
    git add .
    scan 2 --staged
}

@test "a link or a folder in its place is an error" {
    policy '{"path": "*", "reason": "x"}'
    mv .jackdaw.json real
    ln -s real .jackdaw.json
    scan 2
    [[ "$output" == *'symbolic link'* ]]
    git add .
    git commit -q -m link
    scan 2 --history
    rm .jackdaw.json
    mkdir .jackdaw.json
    scan 2
}

@test "--policy FILE takes another one, seen from the current folder" {
    policy '{"path": "known", "reason": "x"}'
    mv .jackdaw.json ../central.json
    scan 0 --policy ../central.json
    echo '{"allow": [{"path": "/known", "reason": "x"}]}' > ../central.json
    scan 1 --policy ../central.json
    cd src
    scan 0 --policy ../../central.json
}

@test "an entry that fits nothing is said, where all was searched" {
    policy '{"rule": "aws-*", "reason": "x"}'
    scan 1
    [[ "$output" == *'line 1 (rule aws-*): fits nothing that was found'* ]]
    scan 1 src
    [[ "$output" != *'fits nothing'* ]]
    scan 1 --exclude nothing
    [[ "$output" != *'fits nothing'* ]]
    git add .
    git commit -q -m policy
    scan 1 --history
    [[ "$output" == *'fits nothing'* ]]
    scan 0 --range HEAD^..HEAD
    [[ "$output" != *'fits nothing'* ]]
}

@test "a pull request cannot allow its own secret" {
    git checkout -q -b topic
    echo "key = $(token 2)" > src/new
    policy "{\"id\": \"$(id src/new)\", \"reason\": \"trust me\"}" \
        '{"path": "*", "reason": "really"}'
    git add .
    scan 1 --staged
    [[ "$output" == *'.jackdaw.json: the index changes it; that does not count here'* ]]
    run "$JACKDAW" hook run pre-commit
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *'.jackdaw.json: the index changes it'* ]]
    git commit -q -m topic
    local commit
    commit=$(git rev-parse --short=12 HEAD)
    for range in main..topic main...topic topic^! topic^..; do
        scan 1 --range "$range"
        [[ "$output" == *".jackdaw.json: commit $commit changes it; that does not count here"* ]]
    done
    # Not even in two steps, nor by a merge of what is not there yet.
    echo more > more
    git add more
    git commit -q -m more
    scan 1 --range main..topic
    git checkout -q -b merged main
    git merge -q --no-ff -m merge topic
    scan 1 --range main..merged
    scan 1 --range main...merged
    # Once it is in the base it counts.
    git checkout -q main
    git merge -q topic
    git checkout -q -b later
    cp src/new src/again
    git add .
    scan 0 --staged
    [[ "$output" == *'1 suppressed (1 by .jackdaw.json)'* ]]
    git commit -q -m again
    scan 0 --range main..later
    [[ "$output" == *'1 suppressed (1 by .jackdaw.json)'* ]]
}

@test "the gate of a CI: the base decides" {
    git checkout -q -b topic
    echo "key = $(token 2)" > src/new
    policy '{"path": "*", "reason": "trust me"}'
    git add .
    git commit -q -m topic
    git update-ref refs/remotes/origin/main main
    export GITHUB_ACTIONS=true GITHUB_BASE_REF=main
    GITHUB_SHA=$(git rev-parse HEAD)
    export GITHUB_SHA
    scan 1 --range auto
    [[ "$output" == *'that does not count here'* ]]
}

@test "taking the policy away is said too" {
    policy '{"path": "tests/", "reason": "x"}'
    git add .
    git commit -q -m policy
    git rm -q .jackdaw.json
    scan 0 --staged
    [[ "$output" == *'the index changes it'* ]]
    git commit -q -m gone
    scan 0 --range HEAD^..
    [[ "$output" == *'changes it'* ]]
}

@test "in a change, comments count and are said" {
    echo "key = $(token 2) # jackdaw:allow" > src/new
    git add .
    scan 0 --staged
    [[ "$output" == *'src/new: line 1: a comment allows github-pat-classic'* ]]
    scan 1 --staged --no-allow
    run "$JACKDAW" hook run pre-commit
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == *'src/new: line 1: a comment allows github-pat-classic'* ]]
    run "$JACKDAW" hook run --no-allow pre-commit
    [ "$status" -eq 1 ]
    git commit -q -m new
    scan 0 --range HEAD^..
    [[ "$output" == *'a comment allows github-pat-classic'* ]]
    scan 1
    [[ "$output" != *'a comment allows'* ]]
}

@test "files that a hook is told to look at: HEAD counts, quietly" {
    policy '{"path": "src/", "reason": "x"}' '{"path": "none", "reason": "x"}'
    git add .
    git commit -q -m policy
    echo "key = $(token 2) # jackdaw:allow" > known
    policy '{"path": "*", "reason": "not yet"}'
    run "$JACKDAW" hook run pre-commit known src/known
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" != *'a comment allows'* ]]
    [[ "$output" != *'fits nothing'* ]]
    cp src/known other
    run "$JACKDAW" hook run pre-commit other "$PWD/src/known"
    [ "$status" -eq 1 ]
    run "$JACKDAW" hook run pre-commit "$PWD/src/known"
    [ "$status" -eq 0 ]
}

@test "a push: what the other side has counts" {
    policy '{"path": "tests/", "reason": "dummies"}'
    git add .
    git commit -q -m policy
    git init -q --bare ../other.git
    git remote add origin ../other.git
    git push -q origin main
    echo "key = $(token 2)" > tests/new
    git add .
    git commit -q -m new
    run bash -c "echo refs/heads/main \$(git rev-parse HEAD) refs/heads/main \
        \$(git rev-parse origin/main) | '$JACKDAW' hook run pre-push origin x"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == *'1 by .jackdaw.json'* ]]
    git checkout -q -b topic
    echo "key = $(token 3)" > src/new
    policy '{"path": "*", "reason": "trust me"}'
    git add .
    git commit -q -m topic
    run bash -c "echo refs/heads/topic \$(git rev-parse HEAD) refs/heads/topic \
        0000000000000000000000000000000000000000 |
        '$JACKDAW' hook run pre-push origin x"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *'changes it; that does not count here'* ]]
    # On the receiving side HEAD decides.
    printf '#!/bin/sh\nexec %q hook run pre-receive\n' \
        "$(readlink -f "$(command -v "$JACKDAW")")" > ../other.git/hooks/pre-receive
    chmod +x ../other.git/hooks/pre-receive
    run git push origin topic
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'does not count here'* ]]
    run git push origin main
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "SARIF has the reason, and what should be known" {
    policy '{"path": "src/", "reason": "revoked in May"}' \
        '{"path": "x", "reason": "x"}'
    scan 0 -f sarif -o ../out.sarif
    python3 - <<'END'
import json
run = json.load(open("../out.sarif"))["runs"][0]
(result,) = run["results"]
(suppression,) = result["suppressions"]
assert suppression == {"kind": "external", "status": "accepted",
                       "justification": "revoked in May"}, suppression
invocation = run["invocations"][0]
assert invocation["executionSuccessful"]
texts = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]
assert any("fits nothing that was found" in text for text in texts), texts
END
    scan 0 -f json -o ../out.json
    python3 - <<'END'
import json
report = json.load(open("../out.json"))
(finding,) = report["findings"]
assert finding["suppressed"]
assert finding["suppression"] == "revoked in May"
assert finding["policy"] == ".jackdaw.json"
assert finding["policy_line"] == 1
assert report["coverage"]["exit_code"] == 0
END
}
