#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# jackdaw scan --history, --staged and --range from outside: how they are
# asked for, and what goes together.

load git_helpers

setup() {
    git_sandbox
    git init -q "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
    echo x > a
    git add a
    git commit -q -m first
    echo "key = $(token 1)" > leak
    git add leak
    git commit -q -m leak
    git rm -q leak
    git commit -q -m removed
}

# category CODE OPTION...: the SARIF category of a scan that ends with CODE.
category() {
    local code=$1
    shift
    run "$JACKDAW" scan -q -f sarif -o ../out.sarif "$@"
    echo "$output" >&2
    [ "$status" -eq "$code" ]
    python3 -c 'import json
print(json.load(open("../out.sarif"))["runs"][0]["automationDetails"]["id"])'
}

@test "each way of looking has a category of its own" {
    [[ "$(category 0 .)" == jackdaw/tree/* ]]
    [[ "$(category 1 --history)" == jackdaw/history/* ]]
    [[ "$(category 0 --staged)" == jackdaw/staged/* ]]
    [[ "$(category 1 --range HEAD~2..HEAD)" == jackdaw/range/* ]]
}

@test "--history of a repository that is named, bare or not" {
    git clone -q --mirror . ../bare.git
    cd ..
    for repo in repo repo/.git bare.git; do
        run "$JACKDAW" scan --history "$repo"
        echo "$output"
        [ "$status" -eq 1 ]
        [[ "$output" == *'scanned 3 commits'* ]]
    done
    run "$JACKDAW" scan --history none
    [ "$status" -eq 2 ]
    run "$JACKDAW" scan --history repo bare.git
    [ "$status" -eq 2 ]
}

@test "--reachable leaves out what no ref leads to" {
    git reset -q --hard HEAD~2
    run "$JACKDAW" scan --history
    [ "$status" -eq 1 ]
    run "$JACKDAW" scan --history --reachable
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "--staged: added lines, --whole-files, paths" {
    echo "$(token 2)" > old
    mkdir sub
    git add old
    git commit -q -m old
    echo more >> old
    echo "$(token 3)" > sub/new
    git add .
    run "$JACKDAW" scan --staged
    [ "$status" -eq 1 ]
    [[ "$output" == *sub/new:1:1* ]]
    [[ "$output" != *old:1:1* ]]
    run "$JACKDAW" scan --staged --whole-files
    [[ "$output" == *old:1:1* ]]
    run "$JACKDAW" scan --staged old
    [ "$status" -eq 0 ]
    cd sub
    run "$JACKDAW" scan --staged new
    [ "$status" -eq 1 ]
    run "$JACKDAW" scan --staged ../old
    [ "$status" -eq 0 ]
}

@test "--range: several, of a named repository, and none" {
    cd ..
    run "$JACKDAW" scan --range HEAD~1..HEAD repo
    [ "$status" -eq 0 ]
    run "$JACKDAW" scan --range HEAD~1..HEAD --range 'HEAD~1^!' repo
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *'scanned 2 commits'* ]]
    run "$JACKDAW" scan --range none..HEAD repo
    [ "$status" -eq 2 ]
    # Ranges that overlap do not make a place twice, nor hide anything.
    run "$JACKDAW" scan --range HEAD~2..HEAD --range HEAD~2..HEAD repo
    [ "$status" -eq 1 ]
    [[ "$output" != *'also in'* ]]
    run "$JACKDAW" scan --range HEAD --range ^HEAD~1 repo
    [ "$status" -eq 0 ]
    run "$JACKDAW" scan --range ^HEAD repo
    [ "$status" -eq 2 ]
    run "$JACKDAW" scan --range auto --range HEAD~1..HEAD repo
    [ "$status" -eq 2 ]
}

@test "--range auto in a pre-receive hook reads standard input" {
    git init -q --bare ../remote.git
    printf '#!/bin/sh\nexec "%s" scan --range auto\n' "$JACKDAW" \
        > ../remote.git/hooks/pre-receive
    chmod +x ../remote.git/hooks/pre-receive
    run git push ../remote.git HEAD:main
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'1 finding'* ]]
    git push -q ../remote.git HEAD~2:refs/heads/clean
}

@test "what does not go together is an error of usage" {
    for options in '--history --staged' '--history --range A..B' \
        '--staged --range A..B' '--reachable' '--whole-files' \
        '--range A..B --whole-files' '--history --gitignore' \
        '--staged --exclude x' '--range A..B --exclude x'; do
        # shellcheck disable=SC2086
        run "$JACKDAW" scan $options
        echo "$options: $output"
        [ "$status" -eq 2 ]
        [[ "$output" == *"--help"* ]]
    done
}

@test "outside of a repository they say so" {
    mkdir ../plain
    cd ../plain
    for options in --history --staged '--range A..B'; do
        # shellcheck disable=SC2086
        run "$JACKDAW" scan $options
        echo "$output"
        [ "$status" -eq 2 ]
    done
}

@test "a scan of files does not load libgit2" {
    [[ $JACKDAW != */?san/* ]] || skip 'the loader of sanitizers says other things'
    LD_DEBUG=files run "$JACKDAW" scan a
    [[ "$output" == *libc.so* ]]
    [[ "$output" != *libgit2* ]]
    LD_DEBUG=files run "$JACKDAW" scan --staged
    [[ "$output" == *libgit2* ]]
}
