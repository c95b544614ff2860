#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Of a history only what is new in each version is searched; all of it, each
# version by itself, gives the same findings at the same places.

# report NAME OPTION...: what is said of $REPO in this way, as JSON.
report() {
    local name=$1 code=0
    shift
    "$JACKDAW" scan --quiet --all --now 1800000000 --format json "$@" \
        --output "$BATS_TEST_TMPDIR/$name" --history "$REPO" || code=$?
    [ "$code" -eq 1 ]
}

# same OPTION...
same() {
    report whole --whole-blobs --threads 1 "$@"
    for threads in 1 2 5; do
        report "new.$threads" --threads "$threads" "$@"
        "$BATS_TEST_DIRNAME/same_report.py" "$BATS_TEST_TMPDIR/whole" \
            "$BATS_TEST_TMPDIR/new.$threads" --findings
    done
}

make_versions() {
    REPO=$BATS_TEST_TMPDIR/repo
    "$BATS_TEST_DIRNAME/versions.py" "$BUILD/fixtures" "$REPO" "$1"
    # Deltas there must be, or this tests nothing.
    git -C "$REPO" verify-pack -v "$REPO"/objects/pack/*.idx |
        awk '/^chain length/ { n++ } END { exit n < 5 }'
}

@test "pack deltas against whole blobs, 1" {
    make_versions 1
    same
}

@test "pack deltas against whole blobs, 2" {
    make_versions 2
    same
}

@test "pack deltas against whole blobs, 3" {
    make_versions 3
    same --skip-binary
}

@test "pack deltas against whole blobs: a base that is not reachable" {
    make_versions 4
    # The newest versions are the bases of what came before.
    git -C "$REPO" update-ref refs/heads/main \
        "$(git -C "$REPO" rev-list main | sed -n 400p)"
    same --reachable
}

@test "pack deltas against whole blobs: every object in two packs" {
    make_versions 5
    git -C "$REPO" rev-list --objects main | cut -c-40 | head -n 900 |
        git -C "$REPO" pack-objects -q --delta-base-offset \
            "$REPO/objects/pack/pack" >/dev/null
    packs=("$REPO"/objects/pack/*.pack)
    [ "${#packs[@]}" -eq 2 ]
    same
}
