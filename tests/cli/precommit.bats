#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# .pre-commit-hooks.yaml with the real program pre-commit, in real commits. Its
# hook repository is a clone of this one, made here from the work tree.

load git_helpers

# Not every bats can skip in setup_file: setup does it.
setup_file() {
    export WHY_SKIPPED=
    if [[ $JACKDAW == */asan/* ]]; then
        WHY_SKIPPED='the other build does the same'
        return
    fi
    local root=$BATS_TEST_DIRNAME/../.. tools
    tools=$(cd "$root" && pwd)/build/tools
    mkdir -p "$tools"
    if [ ! -x "$tools/pre-commit/bin/pre-commit" ]; then
        (flock 9 && python3 -m venv "$tools/pre-commit" &&
            "$tools/pre-commit/bin/pip" install -q pre-commit) \
            9>"$tools/.pre-commit.lock" ||
            WHY_SKIPPED='pre-commit cannot be installed'
    fi
    [ -z "$WHY_SKIPPED" ] || return 0
    export FRAMEWORK_BIN=$tools/pre-commit/bin
    # The hook repository: the manifest and the script, and in place of what
    # the script would build the program that is tested.
    export HOOKS=$BATS_FILE_TMPDIR/hooks
    mkdir -p "$HOOKS/.ci"
    cp "$root/.pre-commit-hooks.yaml" "$HOOKS"
    cp "$root/.ci/pre-commit" "$HOOKS/.ci"
    printf "%s:\n\t%s\n\t%s\n\t%s\n" all 'mkdir -p build' \
        'echo built >> build/log' "ln -sf '$JACKDAW' build/jackdaw" \
        > "$HOOKS/Makefile"
    HOME=$BATS_FILE_TMPDIR
    git -C "$HOOKS" init -q -b main
    git -C "$HOOKS" add .
    git -C "$HOOKS" -c user.name=n -c user.email=n@example.org commit -q -m hooks
}

setup() {
    [ -z "$WHY_SKIPPED" ] || skip "$WHY_SKIPPED"
    git_sandbox
    export PATH=$FRAMEWORK_BIN:$PATH
    export PRE_COMMIT_HOME=$BATS_FILE_TMPDIR/cache
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$JACKDAW" "$BATS_TEST_TMPDIR/bin/jackdaw"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
    git init -q "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
}

# config ID...: hooks of a repository, committed.
config() {
    local id
    echo "repos:
- repo: $HOOKS
  rev: $(git -C "$HOOKS" rev-parse HEAD)
  hooks:" > .pre-commit-config.yaml
    for id in "$@"; do
        echo "  - id: $id" >> .pre-commit-config.yaml
    done
    git add .pre-commit-config.yaml
    git commit -q -m config
}

@test "the manifest is valid" {
    cd "$HOOKS"
    pre-commit validate-manifest .pre-commit-hooks.yaml
}

@test "jackdaw builds itself once, stops a leak, lets a clean commit go" {
    config jackdaw
    pre-commit install
    echo "key = '$(token 1)'" > 'with space.py'
    git add .
    run git commit -m leak
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'with space.py:1:8'* ]]
    [[ "$output" != *"$(token 1)"* ]]
    echo 'key = None' > 'with space.py'
    git add .
    git commit -q -m clean
    [ "$(git rev-list --count HEAD)" = 2 ]
    [ "$(cat "$PRE_COMMIT_HOME"/repo*/build/log)" = built ]
}

@test "a jackdaw that cannot be built fails the hook, and says so" {
    cp -r "$HOOKS" "$BATS_TEST_TMPDIR/broken"
    printf 'all:\n\tfalse\n' > "$BATS_TEST_TMPDIR/broken/Makefile"
    git -C "$BATS_TEST_TMPDIR/broken" commit -q -a -m broken
    HOOKS=$BATS_TEST_TMPDIR/broken config jackdaw
    pre-commit install
    echo x > a
    git add a
    run git commit -m x
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'nothing was checked'* ]]
}

@test "what is staged counts, also with other changes in the file" {
    config jackdaw-system
    pre-commit install
    echo "$(token 1)" > a
    git add a
    echo clean > a
    fails git commit -m leak
    git add a
    echo "$(token 1)" > a
    git commit -q -m clean
}

@test "an old secret in a file does not stop a commit, a new one does" {
    echo "$(token 1)" > a
    git add a
    config jackdaw-system
    pre-commit install
    echo more >> a
    git commit -q -a -m more
    echo "$(token 2)" >> a
    fails git commit -a -m another
}

@test "--all-files and --files search the files" {
    echo "$(token 1)" > a
    echo clean > b
    git add a b
    config jackdaw-system
    run pre-commit run --all-files
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *a:1:1* ]]
    run pre-commit run --files a
    [ "$status" -eq 1 ]
    pre-commit run --files b
    # A staged file among them is searched as a whole as well.
    echo more >> a
    git add a
    run pre-commit run --all-files
    [ "$status" -eq 1 ]
}

@test "--from-ref and --to-ref search each commit between them" {
    config jackdaw-system
    echo "$(token 1)" > a
    git add a
    git commit -q -m leak
    echo clean > a
    git commit -q -a -m removed
    run pre-commit run --from-ref HEAD~2 --to-ref HEAD
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *"in commit $(git rev-parse HEAD~1 | cut -c1-12)"* ]]
    pre-commit run --from-ref HEAD~1 --to-ref HEAD
}

@test "jackdaw-msg looks at the message" {
    config jackdaw-msg
    pre-commit install --hook-type commit-msg
    fails git commit -q --allow-empty -m "use $(token 1)"
    git commit -q --allow-empty -m 'use the token'
}

@test "jackdaw-push looks at each commit of a push, the first one too" {
    config jackdaw-push
    pre-commit install --hook-type pre-push
    git init -q --bare ../remote.git
    git remote add origin ../remote.git
    git push -q origin HEAD:main
    git fetch -q
    echo "$(token 1)" > a
    git add a
    git commit -q -m leak
    git rm -q a
    git commit -q -m removed
    run git push origin HEAD:main
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'nothing was pushed'* ]]
    fails git push origin HEAD:refs/heads/new
    git init -q --bare ../empty.git
    git remote add empty ../empty.git
    run git push empty HEAD:main
    echo "$output"
    [ "$status" -ne 0 ]
    git reset -q --hard HEAD~2
    echo clean > b
    git add b
    git commit -q -m clean
    git push -q origin HEAD:main
    git push -q empty HEAD:main
}

@test "without a program the hook fails" {
    config jackdaw-system
    rm "$BATS_TEST_TMPDIR/bin/jackdaw"
    echo x > a
    git add a
    fails pre-commit run
}
