#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# make install and make uninstall, into a folder of its own.

setup() {
    case $BUILD in
    */asan | */tsan) skip 'the same for every build' ;;
    esac
    cd "$BATS_TEST_DIRNAME/../.."
    export DESTDIR=$BATS_TEST_TMPDIR/root
}

# With what was built for the tests; nothing of the make around this.
make_it() {
    env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s BUILD="$BUILD" \
        PREFIX=/usr "$@"
}

# Permissions and names below DESTDIR.
installed() {
    (cd "$DESTDIR" && find . -type f -printf '%m %P\n' | sort -k2)
}

@test "install puts the program, its manual and completions there" {
    umask 077 # what is installed is for all
    make_it install DESTDIR="$DESTDIR"
    installed
    [ "$(installed)" = "755 usr/bin/jackdaw
644 usr/share/bash-completion/completions/jackdaw
644 usr/share/fish/vendor_completions.d/jackdaw.fish
644 usr/share/man/man1/jackdaw.1
644 usr/share/zsh/site-functions/_jackdaw" ]
    [ "$(stat -c %a "$DESTDIR/usr/share/man/man1")" = 755 ]
    run "$DESTDIR/usr/bin/jackdaw" --version
    [[ "$output" == jackdaw\ * ]]
    "$DESTDIR/usr/bin/jackdaw" help --man |
        cmp - "$DESTDIR/usr/share/man/man1/jackdaw.1"
    grep -q '^\.TH' "$DESTDIR/usr/share/man/man1/jackdaw.1"
    bash -n "$DESTDIR/usr/share/bash-completion/completions/jackdaw"
    # It needs nothing of the folder that it was built in.
    cd "$BATS_TEST_TMPDIR"
    run env -i "$DESTDIR/usr/bin/jackdaw" scan root/usr/share
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "install again replaces, uninstall takes it all away" {
    make_it install DESTDIR="$DESTDIR"
    make_it install DESTDIR="$DESTDIR"
    touch "$DESTDIR/usr/bin/other"
    make_it uninstall DESTDIR="$DESTDIR"
    [ "$(cd "$DESTDIR" && find . -type f)" = ./usr/bin/other ]
    make_it uninstall DESTDIR="$DESTDIR"
}
