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
        '--range A..B --whole-files' '--history --gitignore'; do
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

@test "a scan of files, and of what is staged, does not load libgit2" {
    [[ $JACKDAW != */?san/* ]] || skip 'the loader of sanitizers says other things'
    LD_DEBUG=files run "$JACKDAW" scan a
    [[ "$output" == *libc.so* ]]
    [[ "$output" != *libgit2* ]]
    LD_DEBUG=files run "$JACKDAW" scan --staged
    [[ "$output" != *libgit2* ]]
    LD_DEBUG=files run "$JACKDAW" scan --history
    [[ "$output" == *libgit2* ]]
}

@test "--exclude leaves paths out of changes and of a history" {
    mkdir -p vendor/lib src
    echo "$(token 5)" > vendor/lib/key
    echo "$(token 6)" > src/key.min.js
    echo "$(token 7)" > src/key
    git add .
    for what in --staged '--range HEAD^..HEAD' --history; do
        [ "$what" = --staged ] || git commit -q -m keys 2> /dev/null || true
        # shellcheck disable=SC2086
        run "$JACKDAW" scan $what -f json -o ../out.json
        [ "$status" -eq 1 ]
        # shellcheck disable=SC2086
        run "$JACKDAW" scan $what --exclude vendor/ --exclude '*.min.js'
        echo "$what: $output"
        [ "$status" -eq 1 ]
        [[ "$output" == *src/key* ]]
        [[ "$output" != *vendor* ]]
        [[ "$output" != *min.js* ]]
        [[ "$output" == *'left out: '* ]]
        # shellcheck disable=SC2086
        run "$JACKDAW" scan $what --exclude vendor/ --exclude '/src' --exclude leak
        echo "$what: $output"
        [ "$status" -eq 0 ]
    done
}

@test "--exclude: a secret that also stands elsewhere stays" {
    mkdir vendor
    echo "$(token 5)" > vendor/key
    echo "x $(token 5)" > key
    git add .
    git commit -q -m keys
    run "$JACKDAW" scan --history --exclude vendor/ --exclude leak
    echo "$output"
    [ "$status" -eq 1 ]
}

@test "--range with paths: only what is below them, and no messages" {
    mkdir src docs
    echo "$(token 5)" > src/key
    echo "$(token 6)" > docs/key
    git add .
    git commit -q -m "all of it: $(token 7)"
    git rm -q -r docs
    git commit -q -m gone
    run "$JACKDAW" scan --range HEAD~2.. src
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *src/key:* ]]
    [[ "$output" == *'; 1 finding'* ]]
    # A folder that is gone, from elsewhere, by its whole name.
    run "$JACKDAW" scan --range HEAD~2.. docs
    [[ "$output" == *docs/key:* ]]
    cd ..
    run "$JACKDAW" scan --range HEAD~2.. repo/docs repo/none
    [[ "$output" == *docs/key:* ]]
    [[ "$output" == *'; 1 finding'* ]]
    run "$JACKDAW" scan --range HEAD~2.. "$BATS_TEST_TMPDIR/repo/src"
    [[ "$output" == *src/key:* ]]
    [[ "$output" == *'; 1 finding'* ]]
    run "$JACKDAW" scan --range HEAD~2.. repo
    [[ "$output" == *'; 3 findings'* ]]
    run "$JACKDAW" scan --range HEAD~2.. repo/.git
    [[ "$output" == *'; 3 findings'* ]]
    git clone -q --bare repo bare.git
    run "$JACKDAW" scan --range HEAD~2.. bare.git
    [[ "$output" == *'; 3 findings'* ]]
    run "$JACKDAW" scan --range HEAD~2.. bare.git src
    [[ "$output" == *src/key:* ]]
    [[ "$output" == *'; 1 finding'* ]]
    ln -s repo link
    run "$JACKDAW" scan --range HEAD~2.. link/src
    [[ "$output" == *'; 1 finding'* ]]
    run "$JACKDAW" scan --range HEAD~2.. repo bare.git
    [ "$status" -eq 2 ]
    [[ "$output" == *'outside the repository'* ]]
}

@test "--staged of another repository, by its path" {
    echo "$(token 5)" > key
    git add key
    mkdir ../elsewhere
    cd ../elsewhere
    run "$JACKDAW" scan --staged ../repo
    echo "$output"
    [ "$status" -eq 1 ]
    run "$JACKDAW" scan --staged ../repo/key
    [ "$status" -eq 1 ]
    run "$JACKDAW" scan --staged ../repo/other
    [ "$status" -eq 0 ]
    run "$JACKDAW" scan --staged
    [ "$status" -eq 2 ]
}

@test "files that git ignores and does not track rank low, others do not" {
    printf '.env\n*.key\n' > .gitignore
    echo "K=$(token 5)" > .env
    echo "K=$(token 6)" > tracked.key
    echo "K=$(token 7)" > both.key
    echo "K=$(token 7)" > both
    git add -f tracked.key both
    run "$JACKDAW" scan -f json -o ../out.json
    [ "$status" -eq 1 ]
    python3 - <<'END'
import json
found = {}
for finding in json.load(open("../out.json"))["findings"]:
    name = "+".join(sorted(p["path"] for p in finding["places"]))
    found[name] = (finding["severity"], finding.get("local", False),
                   [p["path"] for p in finding["places"] if p.get("local")])
assert found == {
    ".env": ("low", True, [".env"]),
    "tracked.key": ("critical", False, []),
    "both+both.key": ("critical", False, ["both.key"]),
}, found
END
    run "$JACKDAW" scan .env
    [[ "$output" == *'git ignores its file: on this disk, not in the repository'* ]]
    run "$JACKDAW" scan --min-severity medium .env
    [ "$status" -eq 0 ]
    # Outside of a repository nothing is ignored.
    mkdir ../plain
    cp .env .gitignore ../plain
    run "$JACKDAW" scan --min-severity medium ../plain
    [ "$status" -eq 1 ]
}
