#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# mkindex, the program that compiles the matcher's index of the built-in
# rules: the same bytes each time, or nothing.

setup() {
    mkindex="$BUILD/mkindex"
    cd "$BATS_TEST_TMPDIR"
}

@test "mkindex says how it is used" {
    run "$mkindex"
    [ "$status" -eq 1 ]
    [ "$output" = "jackdaw: usage: mkindex OUT.c" ]
}

@test "mkindex writes what was compiled in" {
    "$mkindex" out.c
    cmp out.c "$BUILD/gen/match_image.c"
}

@test "mkindex that cannot write says so and leaves nothing" {
    run "$mkindex" nowhere/out.c
    [ "$status" -eq 1 ]
    [[ "$output" == *"cannot write nowhere/out.c"* ]]
    [ -z "$(ls)" ]
}
