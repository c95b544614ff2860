#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# jackdaw hook, with real repositories and real commits.

load git_helpers

setup() {
    git_sandbox
    git init -q "$BATS_TEST_TMPDIR/repo"
    cd "$BATS_TEST_TMPDIR/repo"
}

# hook NAME TEXT...: a hook of somebody else's that does TEXT.
foreign_hook() {
    mkdir -p "$(git rev-parse --git-path hooks)"
    printf '#!/bin/sh\n%s\n' "$2" > "$(git rev-parse --git-path hooks)/$1"
    chmod +x "$(git rev-parse --git-path hooks)/$1"
}

@test "a commit with a secret is stopped, one without goes through" {
    "$JACKDAW" hook install
    [ "$(stat -c %a .git/hooks/pre-commit)" = 755 ]
    echo "key = '$(token 1)'" > app.py
    git add app.py
    run git commit -m leak
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'1 secret; nothing was committed'* ]]
    [[ "$output" == *'app.py:1:8'* ]]
    [[ "$output" == *'git rm --cached'* ]] # there is no commit yet
    [[ "$output" == *'--no-verify'* ]]
    [[ "$output" != *"$(token 1)"* ]]
    [ -z "$(git rev-list --all)" ]
    echo 'key = os.environ["KEY"]' > app.py
    git add app.py
    git commit -q -m clean
    [ "$(git rev-list --count HEAD)" = 1 ]
    echo "key = '$(token 1)'" > app.py
    git add app.py
    run git commit -m again
    [ "$status" -ne 0 ]
    [[ "$output" == *'git restore --staged'* ]]
}

@test "what is staged counts, not what the file says" {
    "$JACKDAW" hook install
    echo "$(token 1)" > a
    git add a
    echo nothing > a
    fails git commit -q -m leak
    git add a
    echo "$(token 1)" > a
    git commit -q -m clean
}

@test "a secret that was there before does not stop a commit" {
    echo "$(token 1)" > a
    git add a
    git commit -q -m old
    "$JACKDAW" hook install
    echo more >> a
    git commit -q -a -m more
    echo "$(token 2)" >> a
    fails git commit -q -a -m another
}

@test "git commit with paths and with --all, from a folder below" {
    "$JACKDAW" hook install
    mkdir sub
    echo x > sub/a
    echo y > b
    git add .
    git commit -q -m first
    cd sub
    echo "$(token 1)" > a
    fails git commit -q -m leak a
    fails git commit -q -a -m leak
    cd ..
    echo z > b
    git commit -q -m 'another file' b
}

@test "the message is short, and names do not paint the terminal" {
    "$JACKDAW" hook install
    for seed in {1..30}; do
        token "$seed" > "file $seed"$'\e[31m\r'
    done
    git add .
    run git commit -m leak
    echo "$output" | od -c | head -n 20
    [ "$status" -ne 0 ]
    [[ "$output" == *'30 secrets; nothing was committed'* ]]
    [[ "$output" == *'and 10 more'* ]]
    [[ "$output" != *$'\e'* ]]
    [[ "$output" == *'\x1b[31m'* ]]
}

@test "a secret in the name of a file is masked" {
    "$JACKDAW" hook install
    echo x > "$(token 1).txt"
    git add .
    run git commit -m leak
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'********'*'.txt'* ]]
    [[ "$output" != *"$(token 1)"* ]]
}

@test "a comment allows a finding" {
    "$JACKDAW" hook install
    echo "$(token 1) # jackdaw:allow" > a
    git add a
    git commit -q -m allowed
}

@test "the message of a commit is looked at, its comments' tail is not" {
    "$JACKDAW" hook install --type commit-msg
    echo x > a
    git add a
    run git commit -m "use $(token 1)"
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'in the message'* ]]
    git commit -q -m fine
    # The lines that go away stand below the scissors of --verbose.
    echo "$(token 2)" > a
    git commit -q -m leak -a
    echo gone > a
    GIT_EDITOR="sed -i '1s/^/clean up/'" git commit -q -v -a
    [ "$(git log -1 --format=%s)" = 'clean up' ]
}

@test "a hook that was there is kept, runs first, and decides too" {
    foreign_hook pre-commit 'echo theirs; exit "${THEIRS:-0}"'
    cp .git/hooks/pre-commit "$BATS_TEST_TMPDIR/theirs"
    "$JACKDAW" hook install
    cmp .git/hooks/pre-commit.before-jackdaw "$BATS_TEST_TMPDIR/theirs"
    echo x > a
    git add a
    run git commit -m x
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == *theirs* ]]
    echo y > a
    THEIRS=3 run git commit -a -m y
    [ "$status" -ne 0 ]
    [ "$(git rev-list --count HEAD)" = 1 ]
    echo "$(token 1)" > a
    fails git commit -q -a -m leak
    # Once more changes nothing.
    "$JACKDAW" hook install
    cmp .git/hooks/pre-commit.before-jackdaw "$BATS_TEST_TMPDIR/theirs"
    "$JACKDAW" hook uninstall
    cmp .git/hooks/pre-commit "$BATS_TEST_TMPDIR/theirs"
    [ ! -e .git/hooks/pre-commit.before-jackdaw ]
}

@test "two hooks of others are never overwritten" {
    foreign_hook pre-commit true
    "$JACKDAW" hook install
    foreign_hook pre-commit false
    run "$JACKDAW" hook install
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *'merge them by hand'* ]]
    grep -q false .git/hooks/pre-commit
    grep -q true .git/hooks/pre-commit.before-jackdaw
    run "$JACKDAW" hook uninstall
    [ "$status" -eq 0 ]
    grep -q false .git/hooks/pre-commit
}

@test "a hook that is a symbolic link stays one" {
    mkdir scripts
    printf '#!/bin/sh\necho linked\n' > scripts/check
    chmod +x scripts/check
    ln -s ../../scripts/check .git/hooks/pre-commit
    "$JACKDAW" hook install
    git add scripts
    run git commit -m x
    [ "$status" -eq 0 ]
    [[ "$output" == *linked* ]]
    "$JACKDAW" hook uninstall
    [ "$(readlink .git/hooks/pre-commit)" = ../../scripts/check ]
}

@test "without jackdaw the hook fails and says why" {
    cp "$JACKDAW" "$BATS_TEST_TMPDIR/my jackdaw's"
    "$BATS_TEST_TMPDIR/my jackdaw's" hook install
    echo x > a
    git add a
    git commit -q -m fine
    rm "$BATS_TEST_TMPDIR/my jackdaw's"
    echo y > a
    run git commit -a -m x
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'nothing was checked'* ]]
    # One in PATH does as well.
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$JACKDAW" "$BATS_TEST_TMPDIR/bin/jackdaw"
    PATH="$BATS_TEST_TMPDIR/bin:$PATH" git commit -q -a -m x
}

@test "core.hooksPath inside the repository is where it goes" {
    git config core.hooksPath .githooks
    "$JACKDAW" hook install
    [ -x .githooks/pre-commit ]
    [ ! -e .git/hooks/pre-commit ]
    echo "$(token 1)" > a
    git add a
    fails git commit -q -m leak
}

@test "a folder of hooks that others share wants --force" {
    mkdir "$BATS_TEST_TMPDIR/shared"
    git config core.hooksPath "$BATS_TEST_TMPDIR/shared"
    run "$JACKDAW" hook install
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *'--force'* ]]
    [ -z "$(ls "$BATS_TEST_TMPDIR/shared")" ]
    "$JACKDAW" hook install --force
    [ -x "$BATS_TEST_TMPDIR/shared/pre-commit" ]
}

@test "linked work trees and submodules" {
    git commit -q --allow-empty -m first
    git worktree add -q ../tree
    cd ../tree
    "$JACKDAW" hook install
    [ -x ../repo/.git/hooks/pre-commit ]
    echo "$(token 1)" > a
    git add a
    fails git commit -q -m leak
    git init -q ../inner
    git -C ../inner commit -q --allow-empty -m inner
    cd ../repo
    git -c protocol.file.allow=always submodule --quiet add ../inner sub
    cd sub
    "$JACKDAW" hook install
    [ -x ../.git/modules/sub/hooks/pre-commit ]
    echo "$(token 2)" > a
    git add a
    fails git commit -q -m leak
}

@test "--global guards every repository and runs its own hooks too" {
    foreign_hook pre-commit 'echo own pre-commit'
    foreign_hook post-commit 'echo own post-commit'
    "$JACKDAW" hook install --global
    [ "$(git config --global core.hooksPath)" = \
        "$XDG_CONFIG_HOME/jackdaw/hooks" ]
    echo "$(token 1)" > a
    git add a
    fails git commit -q -m leak
    echo clean > a
    git add a
    run git commit -m clean
    echo "$output"
    [ "$status" -eq 0 ]
    [[ "$output" == *'own pre-commit'* ]]
    [[ "$output" == *'own post-commit'* ]]
    git init -q ../other
    echo "$(token 2)" > ../other/a
    git -C ../other add a
    fails git -C ../other commit -q -m leak
    "$JACKDAW" hook uninstall --global
    fails git config --global core.hooksPath
    [ ! -e "$XDG_CONFIG_HOME/jackdaw/hooks" ]
    git -C ../other commit -q -m leak
}

@test "--global uses the folder that is set already" {
    mkdir "$BATS_TEST_TMPDIR/mine"
    git config --global core.hooksPath "$BATS_TEST_TMPDIR/mine"
    "$JACKDAW" hook install --global --type pre-push
    [ -x "$BATS_TEST_TMPDIR/mine/pre-push" ]
    "$JACKDAW" hook uninstall --global
    [ "$(git config --global core.hooksPath)" = "$BATS_TEST_TMPDIR/mine" ]
    [ -z "$(ls "$BATS_TEST_TMPDIR/mine")" ]
}

@test "two types are independent; status tells them apart" {
    "$JACKDAW" hook install
    "$JACKDAW" hook install --type pre-push
    foreign_hook commit-msg true
    run "$JACKDAW" hook status
    echo "$output"
    [[ "${lines[0]}" == pre-commit*installed* ]]
    [[ "${lines[1]}" == pre-push*installed* ]]
    [[ "${lines[2]}" == commit-msg*somebody\ else* ]]
    [[ "${lines[3]}" == pre-receive*no\ hook* ]]
    "$JACKDAW" hook uninstall --type pre-push
    [ -x .git/hooks/pre-commit ]
    [ ! -e .git/hooks/pre-push ]
}

@test "outside of a repository it says so" {
    mkdir "$BATS_TEST_TMPDIR/plain"
    cd "$BATS_TEST_TMPDIR/plain"
    run "$JACKDAW" hook install
    echo "$output"
    [ "$status" -eq 2 ]
    [[ "$output" == *'no git repository here'* ]]
}

@test "wrong words are errors of usage" {
    run "$JACKDAW" hook
    [ "$status" -eq 2 ]
    run "$JACKDAW" hook instal
    [ "$status" -eq 2 ]
    [[ "$output" == *install* ]]
    run "$JACKDAW" hook install --type update
    [ "$status" -eq 2 ]
    run "$JACKDAW" hook run update
    [ "$status" -eq 2 ]
    run "$JACKDAW" hook run commit-msg none
    [ "$status" -eq 2 ]
}

@test "pre-push: only what the remote does not have, each commit of it" {
    git init -q --bare ../remote.git
    git remote add origin ../remote.git
    echo "$(token 1)" > old
    git add old
    git commit -q -m 'old leak'
    git push -q origin HEAD:main
    "$JACKDAW" hook install --type pre-push
    echo x > a
    git add a
    git commit -q -m clean
    git push -q origin HEAD:main
    git push -q origin HEAD:refs/heads/new
    echo "$(token 2)" > a
    git commit -q -a -m leak
    echo gone > a
    git commit -q -a -m 'leak removed'
    run git push origin HEAD:main
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'nothing was pushed'* ]]
    [[ "$output" == *"in commit $(git rev-parse HEAD~1 | cut -c1-12)"* ]]
    run git push origin HEAD:refs/heads/another
    [ "$status" -ne 0 ]
    git tag -a -m tag leaking
    fails git push -q origin leaking
    git push -q origin --delete new
    [ "$(git -C ../remote.git rev-parse main)" = "$(git rev-parse HEAD~2)" ]
}

@test "pre-push: a first push, also of a kept hook's lines" {
    git init -q --bare ../remote.git
    git remote add origin ../remote.git
    foreign_hook pre-push 'cat > ../seen'
    "$JACKDAW" hook install --type pre-push
    echo "$(token 1)" > a
    git add a
    git commit -q -m leak
    git rm -q a
    git commit -q -m removed
    fails git push -q origin HEAD:main
    grep -q refs/heads/main ../seen
    [ -z "$(git -C ../remote.git for-each-ref)" ]
}

@test "pre-receive: a push is refused on the server, in its quarantine" {
    git init -q --bare ../remote.git
    (cd ../remote.git && "$JACKDAW" hook install --type pre-receive)
    git remote add origin ../remote.git
    echo x > a
    git add a
    git commit -q -m clean
    git push -q origin HEAD:main
    git tag v1
    git push -q origin v1
    echo "$(token 1)" > a
    git commit -q -a -m leak
    echo gone > a
    git commit -q -a -m removed
    run git push origin HEAD:main
    echo "$output"
    [ "$status" -ne 0 ]
    [[ "$output" == *'the push is refused'* ]]
    run git push origin HEAD:refs/heads/new
    [ "$status" -ne 0 ]
    [ "$(git -C ../remote.git for-each-ref | wc -l)" = 2 ]
    git push -q origin --delete v1
}

@test "pre-commit with files: staged ones from the index, others from disk" {
    echo x > staged
    git add staged
    git commit -q -m first
    echo "$(token 1)" > other
    run "$JACKDAW" hook run pre-commit other
    [ "$status" -eq 1 ]
    [[ "$output" == *other:1:1* ]]
    echo "$(token 2)" > staged
    git add staged
    echo clean > staged
    run "$JACKDAW" hook run pre-commit staged
    echo "$output"
    [ "$status" -eq 1 ]
    [[ "$output" == *staged:1:1* ]]
    run "$JACKDAW" hook run pre-commit none
    [ "$status" -eq 2 ]
}

@test "pre-commit with a range from the program pre-commit" {
    echo x > a
    git add a
    git commit -q -m first
    echo "$(token 1)" > a
    git commit -q -a -m leak
    echo gone > a
    git commit -q -a -m removed
    PRE_COMMIT_FROM_REF=HEAD~2 PRE_COMMIT_TO_REF=HEAD \
        run "$JACKDAW" hook run pre-commit a
    [ "$status" -eq 1 ]
    PRE_COMMIT_FROM_REF=HEAD~1 PRE_COMMIT_TO_REF=HEAD \
        run "$JACKDAW" hook run pre-commit a
    [ "$status" -eq 0 ]
    PRE_COMMIT_FROM_REF=none PRE_COMMIT_TO_REF=HEAD \
        run "$JACKDAW" hook run pre-commit a
    [ "$status" -eq 2 ]
}
