#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What is staged, in a repository that is found and read by hand, and by
# libgit2: the same findings, and by hand wherever the repository is plain.

load ../cli/git_helpers

setup() {
    git_sandbox
    REPO=$BATS_TEST_TMPDIR/repo
    git init -q "$REPO"
    cd "$REPO"
    mkdir -p deep/er
    echo "old = $(token 1)" >old
    echo x >deep/er/a
    git add .
    git commit -q -m first
    echo "new = $(token 2)" >>deep/er/a
    git add .
}

report() {
    local name=$1 code=0
    shift
    LD_DEBUG=files "$JACKDAW" scan --quiet --all --now 1800000000 \
        --format json --output "$BATS_TEST_TMPDIR/$name" --staged "$@" \
        2>"$BATS_TEST_TMPDIR/$name.files" || code=$?
    echo "$code" >"$BATS_TEST_TMPDIR/$name.code"
    [ "$code" -ne 2 ]
}

# same [PATH]: both ways agree; without_libgit2 and with_libgit2 say which one
# is taken when nothing is said.
same() {
    report hand "$@"
    report lib --libgit2 "$@"
    "$BATS_TEST_DIRNAME/same_report.py" "$BATS_TEST_TMPDIR/lib" \
        "$BATS_TEST_TMPDIR/hand"
    cmp "$BATS_TEST_TMPDIR/lib.code" "$BATS_TEST_TMPDIR/hand.code"
}

without_libgit2() {
    same "$@"
    [[ $JACKDAW == */?san/* ]] ||
        fails grep -q libgit2 "$BATS_TEST_TMPDIR/hand.files"
}

with_libgit2() {
    same "$@"
    [[ $JACKDAW == */?san/* ]] ||
        grep -q libgit2 "$BATS_TEST_TMPDIR/hand.files"
}

@test "a branch, loose and packed; a detached HEAD" {
    without_libgit2
    git pack-refs --all
    without_libgit2
    git checkout -q --detach
    without_libgit2
    git repack -adq
    without_libgit2
}

@test "the first commit" {
    git init -q "$BATS_TEST_TMPDIR/fresh"
    cd "$BATS_TEST_TMPDIR/fresh"
    echo "$(token 3)" >a
    git add a
    without_libgit2
}

@test "from a subdirectory, from outside, by its .git" {
    cd deep
    without_libgit2
    cd "$BATS_TEST_TMPDIR"
    same repo
    same repo/.git
    ln -s repo/deep link
    cd link
    same
}

@test "linked trees and submodules" {
    git worktree add -q ../linked
    (
        cd ../linked
        echo "$(token 4)" >linked
        git add linked
        without_libgit2
    )
    git -c protocol.file.allow=always submodule --quiet add "$REPO" module
    without_libgit2
    cd module
    echo "$(token 5)" >inside
    git add inside
    same
}

@test "variables that git sets for hooks" {
    cp .git/index "$BATS_TEST_TMPDIR/index"
    echo "$(token 6)" >more
    git add more
    GIT_DIR=.git without_libgit2
    GIT_DIR="$REPO/.git" GIT_INDEX_FILE="$BATS_TEST_TMPDIR/index" \
        without_libgit2
    cd "$BATS_TEST_TMPDIR"
    GIT_DIR="$REPO/.git" same
}

@test "a merge, a rename, what is intended, a deleted file" {
    git commit -q -m second
    git checkout -q -b side HEAD~
    echo "$(token 7)" >side
    git add side
    git commit -q -m side
    git checkout -q -
    git merge -q --no-commit --no-ff side
    echo "$(token 9)" >both
    git add both
    without_libgit2
    git commit -q -m merged
    git mv old moved
    echo "and $(token 10)" >>moved
    git add moved
    git rm -q --cached deep/er/a
    echo z >later
    git add -N later
    same
}

@test "index formats 2 and 4" {
    for version in 2 4; do
        git update-index --index-version "$version"
        without_libgit2
    done
}

@test "borrowed objects" {
    git clone -q --shared "$REPO" "$BATS_TEST_TMPDIR/borrower"
    cd "$BATS_TEST_TMPDIR/borrower"
    echo "$(token 8)" >>old
    git add old
    without_libgit2
}

@test "what is not plain is left to libgit2" {
    git config core.worktree ..
    with_libgit2
    git config --unset core.worktree
    without_libgit2
    git config include.path nowhere
    with_libgit2
    git config --remove-section include
    git symbolic-ref refs/heads/alias "$(git symbolic-ref HEAD)"
    git symbolic-ref HEAD refs/heads/alias
    with_libgit2
}
