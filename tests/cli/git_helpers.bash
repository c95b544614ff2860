# SPDX-License-Identifier: Apache-2.0
#
# For tests that make repositories: nothing of the user's git reaches them.

# A home of its own, a name to commit with, no variables of git or of a CI.
git_sandbox() {
    local name
    for name in $(env | sed -n 's/=.*//p' | grep -E \
        '^(GIT_|GITHUB_|CI$|CI_|PRE_COMMIT|BITBUCKET_|BUILDKITE|BUILD_|SYSTEM_|CHANGE_)'); do
        unset "$name"
    done
    export HOME=$BATS_TEST_TMPDIR/home XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
    export GIT_CONFIG_NOSYSTEM=1
    mkdir -p "$HOME" "$XDG_CONFIG_HOME"
    git config --global user.name Somebody
    git config --global user.email somebody@example.org
    git config --global init.defaultBranch main
    git config --global advice.detachedHead false
    git config --global commit.gpgSign false
    export TERM=dumb
    # libgit2 leaks the match data of regular expressions that do not match.
    echo leak:libpcre2-8 > "$BATS_TEST_TMPDIR/lsan"
    export LSAN_OPTIONS=suppressions=$BATS_TEST_TMPDIR/lsan:print_suppressions=0
}

# token SEED: a token that is found, and opens nothing.
token() {
    "$JACKDAW" patterns sample github-pat-classic --seed "$1"
}

# fails COMMAND...: bats does not notice a "!" that is wrong.
fails() {
    if "$@"; then
        echo "went through: $*"
        return 1
    fi
}
