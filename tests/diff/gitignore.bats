#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# `jackdaw scan --gitignore` searches what git itself would add: random trees
# with random ignore files, every file with the same token in it.

@test "what --gitignore leaves out is what git leaves out" {
    cd "$BATS_TEST_TMPDIR"
    run python3 - "$JACKDAW" <<'END'
import json, os, random, subprocess, sys

JACKDAW = sys.argv[1]
PIECES = ["a", "b", "ab", "*", "?", "**", "***", "[ab]", "[!a]", "[a-c]",
          "[[:alpha:]]", "\\a", "\\*", "a*", "*b", "a.b", "a**b", "[]", "[",
          "[a/]", "-", "[--a]", "[\\]]", " "]
NAMES = ["a", "b", "ab", "c", "a.b", "axb", "*", "-", "abc", "]", "a b"]
random.seed(20)
token = subprocess.run([JACKDAW, "patterns", "sample", "github-pat-classic"],
                       capture_output=True, check=True, text=True).stdout


def line():
    parts = ["".join(random.choice(PIECES)
                     for _ in range(random.choice((1, 1, 2))))
             for _ in range(random.choice((1, 1, 2, 3)))]
    return (random.choice(("", "", "/", "!")) + "/".join(parts) +
            random.choice(("", "", "/", " ", "\\ ", "\r")))


def put(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def lines():
    return "".join(line() + "\n" for _ in range(random.randint(1, 4)))


def make():
    for _ in range(40):
        path = "/".join(random.choice(NAMES)
                        for _ in range(random.randint(1, 4)))
        try:
            put(path, token)
        except OSError:
            pass  # a file stands where a folder should
    for root, folders, _ in os.walk("."):
        if ".git" in folders:
            folders.remove(".git")
        if root == "." or random.random() < 0.2:
            put(f"{root}/.gitignore", lines())
    put(".git/info/exclude", lines())


def by_git(folder):
    out = subprocess.run(
        ["git", "--literal-pathspecs", "-c",
         "core.excludesFile=/dev/null", "ls-files", "-z",
         "--others", "--exclude-standard", "--", folder],
        capture_output=True, check=True, text=True).stdout
    names = {name for name in out.split("\0") if name}
    return {n for n in names if not n.endswith(".gitignore")}


def by_jackdaw(folder):
    out = subprocess.run([JACKDAW, "scan", "--gitignore", "-f", "json",
                          "--rule", "github-pat-classic", folder],
                         capture_output=True, text=True).stdout
    return {place["path"] for finding in json.loads(out)["findings"]
            for place in finding["places"]}


compared = left_out = 0
for tree in range(60):
    os.mkdir(f"t{tree}")
    os.chdir(f"t{tree}")
    subprocess.run(["git", "init", "-q"], check=True)
    make()
    folders = ["."] + [f for f in os.listdir(".")
                       if os.path.isdir(f) and f != ".git"][:2]
    for folder in folders:
        git, own = by_git(folder), by_jackdaw(f"./{folder}")
        # A folder that is named is searched even if git ignores it.
        if folder != "." and not git:
            continue
        compared += len(git)
        left_out += 40 - len(git)
        if git != own:
            print(os.getcwd(), folder, "only git:", git - own,
                  "only jackdaw:", own - git)
            sys.exit(1)
    os.chdir("..")
print(compared, left_out)
assert compared > 500 and left_out > 500, "too little was compared"
END
    echo "$output"
    [ "$status" -eq 0 ]
}
