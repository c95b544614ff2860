#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# .ci/gate as the CIs run it: their variables, a real repository, and clones
# of it as shallow as theirs.

load git_helpers

setup() {
    git_sandbox
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    gate=$root/.ci/gate
    export JACKDAW
    git init -q "$BATS_TEST_TMPDIR/origin"
    cd "$BATS_TEST_TMPDIR/origin"
    echo "$(token 1)" > old
    git add old
    git commit -q -m 'old leak'
    echo x > a
    git add a
    git commit -q -m base
    base=$(git rev-parse HEAD)
    git checkout -q -b topic
    echo "$(token 2)" > 'new, file'
    git add .
    git commit -q -m leak
    leak=$(git rev-parse HEAD)
    git rm -q 'new, file'
    git commit -q -m removed
    removed=$(git rev-parse HEAD)
    git checkout -q -b clean main
    echo y > a
    git commit -q -a -m clean
    clean=$(git rev-parse HEAD)
    git config uploadpack.allowAnySHA1InWant true
    git clone -q "file://$PWD" ../clone
    cd ../clone
}

# github EVENT HEAD: the variables of a workflow.
github() {
    export GITHUB_ACTIONS=true CI=true GITHUB_EVENT_NAME=$1
    export GITHUB_SHA=$2 GITHUB_EVENT_PATH=$BATS_TEST_TMPDIR/event.json
    export GITHUB_STEP_SUMMARY=$BATS_TEST_TMPDIR/summary
    export GITHUB_OUTPUT=$BATS_TEST_TMPDIR/output
    if [ "$1" = pull_request ]; then
        export GITHUB_BASE_REF=main GITHUB_HEAD_REF=topic
        printf '{"pull_request": {"base": {"ref": "main", "sha": "%s"},
            "head": {"ref": "topic", "sha": "%s"}}}' "$base" "$2" \
            > "$GITHUB_EVENT_PATH"
    else
        printf '{"before": "%s", "after": "%s"}' "$base" "$2" \
            > "$GITHUB_EVENT_PATH"
    fi
    git checkout -q "$2"
}

gitlab() {
    export GITLAB_CI=true CI=true CI_PIPELINE_SOURCE=merge_request_event
    export CI_MERGE_REQUEST_DIFF_BASE_SHA=$base CI_COMMIT_SHA=$1
    export CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main
    git checkout -q "$1"
}

@test "GitHub: a pull request with a leak that a later commit removes" {
    github pull_request "$removed"
    run "$gate"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *'::error file=new%2C file,line=1,'* ]]
    [[ "$output" == *"${leak:0:12}"* ]]
    [[ "$output" != *'old:1:1'* ]]
    [[ "$output" != *"$(token 2)"* ]]
    python3 - <<END
import json
run = json.load(open("jackdaw.sarif"))["runs"][0]
assert len(run["results"]) == 1, run["results"]
assert run["automationDetails"]["id"].startswith("jackdaw/range/"), run
END
    grep -q 'secrets were found' "$GITHUB_STEP_SUMMARY"
    grep -qx 'exit-code=1' "$GITHUB_OUTPUT"
    grep -qx 'sarif=jackdaw.sarif' "$GITHUB_OUTPUT"
}

@test "GitHub: a clean pull request, the old leak is not its business" {
    github pull_request "$clean"
    run "$gate"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" != *::error* ]]
    grep -q 'no secrets' "$GITHUB_STEP_SUMMARY"
    [ -s jackdaw.sarif ]
}

@test "GitHub: a push" {
    github push "$removed"
    run "$gate"
    [ "$status" -eq 1 ]
    git clean -qfd
    github push "$clean"
    run "$gate"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "GitHub: a scheduled run searches the history" {
    github schedule "$clean"
    run "$gate"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *'2 findings'* ]]
}

@test "GitHub: a shallow clone without the base fails and says what to do" {
    git clone -q --depth 1 --branch clean "file://$BATS_TEST_TMPDIR/origin" \
        ../shallow
    cd ../shallow
    github pull_request "$clean"
    run "$gate"
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *fetch* ]]
    [ ! -e jackdaw.sarif ]
    fails grep -q sarif= "$GITHUB_OUTPUT"
}

@test "GitHub: names in a pull request are no commands of the workflow" {
    cd ../origin
    git checkout -q topic
    echo "$(token 3)" > '::error file=x::%0Aoops|<b>`'
    git add .
    git commit -q -m hostile
    removed=$(git rev-parse HEAD)
    cd ../clone
    git fetch -q
    github pull_request "$removed"
    run "$gate"
    echo "$output"
    [ "$status" -eq 1 ]
    # All that is not ours stands between stop-commands and its token.
    printf '%s\n' "$output" > ../log
    python3 - <<'END'
import re
token, inside = None, []
for line in open("../log"):
    line = line.strip()
    if token:
        token = None if line == f"::{token}::" else token
    elif m := re.match(r"::stop-commands::([0-9a-f]{32})$", line):
        token = m[1]
    elif line.startswith("::"):
        inside.append(line)
assert token is None
assert len(inside) == 2, inside
assert all(line.startswith("::error file=") for line in inside), inside
assert any("file=%3A%3Aerror file=x%3A%3A%250Aoops|<b>`," in line
           for line in inside), inside
END
    fails grep -q '<b>' "$GITHUB_STEP_SUMMARY"
}

@test "GitLab: a merge request" {
    gitlab "$removed"
    run "$gate"
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" != *::error* ]]
    [ -s jackdaw.sarif ]
    gitlab "$clean"
    run "$gate"
    [ "$status" -eq 0 ]
}

@test "GitLab: a shallow clone without the base fails" {
    git clone -q --depth 1 --branch clean "file://$BATS_TEST_TMPDIR/origin" \
        ../shallow
    cd ../shallow
    gitlab "$clean"
    run "$gate"
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *fetch* ]]
}

@test "without variables of a CI there is no range, and nothing passes" {
    run "$gate"
    echo "$output"
    [ "$status" -eq 2 ]
}

@test "a range, the tree and options that are given" {
    git checkout -q "$removed"
    JACKDAW_RANGE=$base..HEAD run "$gate"
    [ "$status" -eq 1 ]
    JACKDAW_RANGE=$base..HEAD run "$gate" --exclude-rule 'github-*'
    [ "$status" -eq 0 ]
    JACKDAW_RANGE=tree JACKDAW_SARIF=out.sarif run "$gate"
    [ "$status" -eq 1 ]
    [ -s out.sarif ]
    JACKDAW_RANGE=none..HEAD run "$gate"
    [ "$status" -eq 2 ]
    JACKDAW=/none/jackdaw run "$gate"
    [ "$status" -eq 2 ]
}

@test "action.yml and the template run this script" {
    grep -q '\.ci/gate' "$root/action.yml"
    grep -q '\.ci/gate' "$root/.ci/gitlab-template.yml"
    # Inputs must not be pasted into the scripts of steps.
    python3 - "$root/action.yml" <<'END'
import re, sys
text = open(sys.argv[1]).read()
for body in re.findall(r"run: \|\n((?: {8}.*\n)+)", text):
    assert "${{" not in body, body
END
}
