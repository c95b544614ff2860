# jackdaw: `make list` shows the targets.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := all

BUILD   ?= build
CC      ?= cc
VERSION := 0.1.0
PACKAGES := libpcre2-8 libcjson libsodium libdeflate

WARN := -Wall -Wextra -Werror -Wpedantic -Wshadow -Wvla -Wmissing-prototypes \
        -Wstrict-prototypes -Wwrite-strings -Wpointer-arith -Wundef \
        -Wformat=2 -Wnull-dereference -Wdouble-promotion
OPT  ?= -O2 -g
SAN  ?=
CFLAGS_ALL := -std=c11 -D_GNU_SOURCE $(WARN) $(OPT) $(SAN) -pthread -Iscanner -I$(BUILD)/gen \
        -DJACKDAW_VERSION='"$(VERSION)"' -fstack-protector-strong
# One kernel an instruction set; which one runs is decided at start-up.
ifeq ($(findstring x86_64,$(shell $(CC) -dumpmachine)),x86_64)
CFLAGS_match_kernel_avx2 := -mavx2 -mbmi -mbmi2 -mpopcnt -mlzcnt
CFLAGS_match_kernel_avx512 := $(CFLAGS_match_kernel_avx2) -mavx512f -mavx512bw
endif
# `make V=1` shows the commands.
V ?= 0
Q  := $(if $(filter 0,$(V)),@)
# $(call say,what,file)
say = $(if $(filter 0,$(V)),@printf '  %-6s %s\n' $(1) $(2))
# Asked for when first used, so that `make deps` can come before.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS   = $(shell pkg-config --libs $(PACKAGES)) -lm

FOLDERS := base rule match verify source scan report cli
SOURCES := $(sort $(wildcard $(FOLDERS:%=scanner/%/*.c)))
MAINS   := scanner/cli/main.c scanner/rule/mkrules.c scanner/match/mkindex.c
LIB_SRC := $(filter-out $(MAINS),$(SOURCES))
LIB_OBJ := $(LIB_SRC:scanner/%.c=$(BUILD)/obj/%.o)
MK_OBJ  := $(filter $(BUILD)/obj/base/%.o $(BUILD)/obj/rule/%.o,$(LIB_OBJ)) \
           $(BUILD)/obj/rule/mkrules.o
IX_OBJ  := $(filter $(BUILD)/obj/base/%.o $(BUILD)/obj/rule/%.o $(BUILD)/obj/match/%.o,\
           $(filter-out %/matcher.o $(BUILD)/obj/match/engine%.o $(BUILD)/obj/match/kernel%.o,$(LIB_OBJ))) \
           $(BUILD)/obj/gen/rules_builtin.o $(BUILD)/obj/match/mkindex.o
PATTERNS := $(sort $(filter-out patterns/schema.json,$(wildcard patterns/*.json)))

## all: builds build/jackdaw
.PHONY: all
all: $(BUILD)/jackdaw

$(BUILD)/jackdaw: $(BUILD)/obj/cli/main.o $(BUILD)/libjackdaw.a
	$(call say,link,$@)
	$(Q)$(CC) $(OPT) $(SAN) -pthread -o $@ $^ $(PKG_LIBS)

$(BUILD)/libjackdaw.a: $(LIB_OBJ) $(BUILD)/obj/gen/rules_builtin.o \
                      $(BUILD)/obj/gen/match_image.o
	@rm -f $@
	$(call say,ar,$@)
	$(Q)ar rcs $@ $^

$(BUILD)/obj/%.o: scanner/%.c Makefile
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CFLAGS_ALL) $(CFLAGS_$(subst /,_,$*)) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/mkrules: $(MK_OBJ)
	$(call say,link,$@)
	$(Q)$(CC) $(OPT) $(SAN) -pthread -o $@ $^ $(PKG_LIBS)

$(BUILD)/gen/rules_builtin.c: $(BUILD)/mkrules $(PATTERNS)
	@mkdir -p $(@D)
	$(call say,rules,$@)
	$(Q)$(BUILD)/mkrules $@ $(PATTERNS)

$(BUILD)/mkindex: $(IX_OBJ)
	$(call say,link,$@)
	$(Q)$(CC) $(OPT) $(SAN) -pthread -o $@ $^ $(PKG_LIBS)

$(BUILD)/gen/match_image.c: $(BUILD)/mkindex
	@mkdir -p $(@D)
	$(call say,index,$@)
	$(Q)$(BUILD)/mkindex $@

-include $(LIB_OBJ:.o=.d) $(MAINS:scanner/%.c=$(BUILD)/obj/%.d)

# --- What has to be installed -------------------------------------------------
# Only what is missing is installed, through apt-get, as root or with sudo.

BUILD_PACKAGES := gcc libc6-dev make pkg-config libpcre2-dev libcjson-dev \
        libsodium-dev libdeflate-dev uthash-dev libgit2-dev
TEST_PACKAGES := $(BUILD_PACKAGES) perl python3 python3-jsonschema python3-venv \
        libcmocka-dev libsimde-dev bats git git-filter-repo openssl clang \
        clang-format cppcheck
BENCH_PACKAGES := $(BUILD_PACKAGES) git perl ripgrep xz-utils libvectorscan-dev

# $(call install,packages)
define install
@missing=; command -v dpkg-query >/dev/null || { \
    echo "deps: no dpkg here; these Debian packages, or what you call them," \
         "must be there: $(1)"; exit 0; }; \
for package in $(1); do \
    dpkg-query -W -f='$${db:Status-Status}\n' $$package 2>/dev/null | \
        grep -qx installed || missing="$$missing $$package"; \
done; \
[ -z "$$missing" ] && { echo "deps: all there"; exit 0; }; \
echo "deps: installing$$missing"; \
root=; [ "$$(id -u)" = 0 ] || root=sudo; \
export DEBIAN_FRONTEND=noninteractive; \
apt="$$root apt-get -q -y --no-install-recommends"; \
$$apt install $$missing >/dev/null 2>&1 || \
    { $$root apt-get -q update >/dev/null && $$apt install $$missing; }
endef

## deps: installs what building and testing need, if it is missing (Debian)
.PHONY: deps deps-build deps-test deps-bench
deps: deps-test
deps-build:
	$(call install,$(BUILD_PACKAGES))
deps-test:
	$(call install,$(TEST_PACKAGES))
deps-bench:
	$(call install,$(BENCH_PACKAGES))

# --- The demonstration --------------------------------------------------------

# Fixtures are templates: tokens are made when they are needed.
FIXTURES := $(BUILD)/fixtures
EXPAND   := $(BUILD)/tests/expand_fixtures
$(FIXTURES)/.done: $(EXPAND) $(shell find fixtures/trees -type f 2>/dev/null)
	@rm -rf $(FIXTURES)
	@mkdir -p $(FIXTURES)
	$(EXPAND) fixtures/trees $(FIXTURES)
	@touch $@

# The same for what fuzzing starts from; there, templates end with .in.
CORPUS := $(BUILD)/corpus
$(CORPUS)/.done: $(EXPAND) $(shell find fixtures/fuzz -type f 2>/dev/null)
	@rm -rf $(CORPUS)
	@mkdir -p $(CORPUS)
	$(EXPAND) fixtures/fuzz $(CORPUS) .in
	@touch $@

.PHONY: fixtures corpus
fixtures: $(FIXTURES)/.done
corpus: $(CORPUS)/.done

## demo: builds, scans fixtures/, shows the findings, writes build/demo.sarif
.PHONY: demo
demo:
	@$(MAKE) --no-print-directory deps-build
	@$(MAKE) --no-print-directory all fixtures
	@tests/cli/demo $(BUILD)

# --- Test programs ------------------------------------------------------------
# tests/unit/<folder>/*_test.c and tests/diff/*_test.c: one program each. Other
# .c files of a folder are linked to every program of it.

TEST_SRC   := $(sort $(wildcard tests/unit/*/*.c tests/diff/*.c))
UNIT_SRC   := $(filter tests/unit/%_test.c,$(TEST_SRC))
DIFF_SRC   := $(filter tests/diff/%_test.c,$(TEST_SRC))
UNIT_TESTS := $(addprefix $(BUILD)/tests/,$(notdir $(UNIT_SRC:.c=)))
DIFF_TESTS := $(addprefix $(BUILD)/tests/,$(notdir $(DIFF_SRC:.c=)))
FUZZ_SRC   := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_TESTS := $(addprefix $(BUILD)/tests/,$(notdir $(FUZZ_SRC:.c=)))
ALL_TEST_OBJ := $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,\
        $(TEST_SRC) $(wildcard tests/fuzz/*.c tests/cli/*.c tests/bench/*.c))

# A test may include the file that it tests, under other names, and take a
# format from a table.
CFLAGS_TEST = -Wno-missing-prototypes -Wno-format-nonliteral -Wno-psabi
$(BUILD)/obj/tests/%.o: tests/%.c Makefile
	@mkdir -p $(@D)
	$(call say,cc,$<)
	$(Q)$(CC) $(CFLAGS_ALL) $(CFLAGS_TEST) -Itests $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

# $(call test_program,source,objects,libraries)
define test_program
$(BUILD)/tests/$(notdir $(1:.c=)): $(2) $(BUILD)/libjackdaw.a
	@mkdir -p $$(@D)
	$$(call say,link,$$@)
	$$(Q)$$(CC) $$(OPT) $$(SAN) -pthread -o $$@ $$^ $$(PKG_LIBS) $(3)
endef
shared_objects = $(patsubst tests/%.c,$(BUILD)/obj/tests/%.o,$(1) \
        $(filter-out %_test.c,$(wildcard $(dir $(1))*.c)))
$(foreach src,$(UNIT_SRC) $(DIFF_SRC),$(eval $(call \
        test_program,$(src),$(call shared_objects,$(src)),-lcmocka)))
$(foreach src,$(FUZZ_SRC),$(eval $(call test_program,$(src),\
        $(src:tests/%.c=$(BUILD)/obj/tests/%.o) \
        $(BUILD)/obj/tests/fuzz/standalone.o)))
$(eval $(call test_program,tests/cli/expand_fixtures.c,\
        $(BUILD)/obj/tests/cli/expand_fixtures.o))

-include $(ALL_TEST_OBJ:.o=.d)

# --- Tests --------------------------------------------------------------------
# Each stage runs alone too. tests/run prints TAP of any kind as one result.

RUN       := tests/run
CLI_TESTS := $(sort $(wildcard tests/cli/*.bats)) tests/cli/golden
LINTS     := $(sort $(wildcard tests/lint/lint_*)) tests/lint/selftest.bats
DIFFS     := $(sort $(wildcard tests/diff/*.bats))

ASAN := BUILD=$(BUILD)/asan OPT="-O1 -g -fno-omit-frame-pointer" \
        SAN="-fsanitize=address,undefined -fno-sanitize-recover=all"
TSAN := BUILD=$(BUILD)/tsan OPT="-O1 -g" SAN=-fsanitize=thread
# What shares memory between threads, and what starts them.
TSAN_TESTS := pool_test scan_test quota_test walk_test threads_test
tsan_present = $(filter $(TSAN_TESTS:%=$(BUILD)/tests/%),\
        $(UNIT_TESTS) $(DIFF_TESTS))

.PHONY: test-programs tsan-programs
test-programs: all fixtures corpus $(UNIT_TESTS) $(DIFF_TESTS) $(FUZZ_TESTS)
tsan-programs: all fixtures $(tsan_present)

in_asan = $(patsubst $(BUILD)/%,$(BUILD)/asan/%,$(1))
in_tsan = $(patsubst $(BUILD)/%,$(BUILD)/tsan/%,$(1))
RUN_UNIT := -b $(BUILD) $(UNIT_TESTS)
RUN_CLI  := -b $(BUILD) $(CLI_TESTS)
RUN_DIFF := -b $(BUILD) $(DIFF_TESTS) $(DIFFS)
RUN_FUZZ := -b $(BUILD)/asan $(call in_asan,$(FUZZ_TESTS))
RUN_ASAN := -b $(BUILD)/asan $(call in_asan,$(UNIT_TESTS) $(DIFF_TESTS)) \
        $(CLI_TESTS)
RUN_TSAN := -b $(BUILD)/tsan $(call in_tsan,$(tsan_present)) \
        tests/diff/threads.bats
RUN_LINT := -b $(BUILD) $(LINTS)

## test: everything below, with what it needs installed first
.PHONY: test
test:
	@$(MAKE) --no-print-directory deps-test
	@$(MAKE) --no-print-directory test-programs
	@$(MAKE) --no-print-directory $(ASAN) test-programs
	@$(MAKE) --no-print-directory $(TSAN) tsan-programs
	@$(MAKE) --no-print-directory sarif-validator
	@$(RUN) $(RUN_UNIT) $(RUN_CLI) $(RUN_DIFF) $(RUN_FUZZ) $(RUN_ASAN) \
	    $(RUN_TSAN) $(RUN_LINT)

## unit: the unit tests
.PHONY: unit
unit: $(UNIT_TESTS)
	@$(RUN) $(RUN_UNIT)

## cli-test: the golden tests and other tests of the command
.PHONY: cli-test
cli-test: all fixtures sarif-validator
	@$(RUN) $(RUN_CLI)

## diff-test: two ways, same answer
.PHONY: diff-test
diff-test: all fixtures $(DIFF_TESTS)
	@$(RUN) $(RUN_DIFF)

## fuzz-test: every fuzz target over its corpus and fixed mutations
.PHONY: fuzz-test
fuzz-test:
	@$(MAKE) --no-print-directory $(ASAN) test-programs
	@$(RUN) $(RUN_FUZZ)

## asan: unit, diff and command tests under ASan and UBSan
.PHONY: asan
asan: sarif-validator
	@$(MAKE) --no-print-directory $(ASAN) test-programs
	@$(RUN) $(RUN_ASAN)

## tsan: what runs in threads, under TSan
.PHONY: tsan
tsan:
	@$(MAKE) --no-print-directory $(TSAN) tsan-programs
	@$(RUN) $(RUN_TSAN)

## lint: layers, headers, format, lengths, banned functions, secrets, patterns
.PHONY: lint
lint: all
	@$(RUN) $(RUN_LINT)

## update-golden: rewrites the expectations of tests/cli/cases
.PHONY: update-golden
update-golden: all fixtures
	@BUILD=$(BUILD) tests/cli/golden --update

## fuzz: fuzzes TARGET for SECONDS with libFuzzer (TARGET=scan SECONDS=60)
.PHONY: fuzz fuzz-program
TARGET  ?= scan
SECONDS ?= 60
fuzz:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang OPT="-O1 -g" \
	    SAN="-fsanitize=fuzzer-no-link,address,undefined" \
	    fuzz-program corpus
	@mkdir -p $(BUILD)/fuzz/grown/$(TARGET)
	$(BUILD)/fuzz/fuzz_$(TARGET) -max_total_time=$(SECONDS) \
	    -artifact_prefix=$(BUILD)/fuzz/ \
	    $(BUILD)/fuzz/grown/$(TARGET) $(BUILD)/fuzz/corpus/$(TARGET)
fuzz-program: $(BUILD)/obj/tests/fuzz/fuzz_$(TARGET).o $(BUILD)/libjackdaw.a
	$(CC) $(OPT) $(SAN) -fsanitize=fuzzer -pthread \
	    -o $(BUILD)/fuzz_$(TARGET) $^ $(PKG_LIBS)

# Microsoft's SARIF Multitool (npm), for the test of our SARIF.
SARIF_VERSION := 5.7.0
.PHONY: sarif-validator
sarif-validator:
	@tests/cli/install_sarif_validator $(BUILD)/tools $(SARIF_VERSION)

## bench: speed as ratios against public programs (TREE=, REPO=, RUNS=5)
.PHONY: bench
RUNS ?= 5
bench:
	@$(MAKE) --no-print-directory deps-bench
	@$(MAKE) --no-print-directory all $(BUILD)/bench_match $(BUILD)/bench_spawn
	@mkdir -p $(BUILD)/bench
	@python3 tests/bench/twice.py $(BUILD)/bench/twice.json $(PATTERNS)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/bench/twice \
	    PATTERNS="$(PATTERNS) $(BUILD)/bench/twice.json" all
	@BUILD=$(BUILD) TREE="$(TREE)" REPO="$(REPO)" RUNS=$(RUNS) tests/bench/bench

$(BUILD)/bench_match: CFLAGS_TEST += $(shell pkg-config --cflags libhs)
$(BUILD)/bench_match: $(BUILD)/obj/tests/bench/bench_match.o \
        $(BUILD)/libjackdaw.a
	$(call say,link,$@)
	$(Q)$(CC) $(OPT) $(SAN) -pthread -o $@ $^ $(PKG_LIBS) \
	    $$(pkg-config --libs libhs)
$(BUILD)/bench_spawn: $(BUILD)/obj/tests/bench/bench_spawn.o
	$(call say,link,$@)
	$(Q)$(CC) $(OPT) -o $@ $^

# --- Installation -------------------------------------------------------------

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR  := $(DESTDIR)$(PREFIX)/bin
MANDIR  := $(DESTDIR)$(PREFIX)/share/man/man1
BASHDIR := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR  := $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISHDIR := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
INSTALLED := $(BINDIR)/jackdaw $(MANDIR)/jackdaw.1 $(BASHDIR)/jackdaw \
        $(ZSHDIR)/_jackdaw $(FISHDIR)/jackdaw.fish

$(BUILD)/share/%: $(BUILD)/jackdaw
	@mkdir -p $(@D)
	$< $(SHARE_ARGS) > $@.part
	@mv $@.part $@
$(BUILD)/share/jackdaw.1: SHARE_ARGS := help --man
$(BUILD)/share/jackdaw.bash: SHARE_ARGS := completion bash
$(BUILD)/share/jackdaw.zsh: SHARE_ARGS := completion zsh
$(BUILD)/share/jackdaw.fish: SHARE_ARGS := completion fish

## install: into PREFIX (/usr/local), with man page and completions; DESTDIR
.PHONY: install
install: all $(addprefix $(BUILD)/share/jackdaw.,1 bash zsh fish)
	install -d $(sort $(dir $(INSTALLED)))
	install -m 755 $(BUILD)/jackdaw $(BINDIR)/jackdaw
	install -m 644 $(BUILD)/share/jackdaw.1 $(MANDIR)/jackdaw.1
	install -m 644 $(BUILD)/share/jackdaw.bash $(BASHDIR)/jackdaw
	install -m 644 $(BUILD)/share/jackdaw.zsh $(ZSHDIR)/_jackdaw
	install -m 644 $(BUILD)/share/jackdaw.fish $(FISHDIR)/jackdaw.fish

## uninstall: removes what install put there
.PHONY: uninstall
uninstall:
	rm -f $(INSTALLED)

## clean: removes build/
.PHONY: clean
clean:
	rm -rf $(BUILD)

## list: shows the targets
.PHONY: list
list:
	@sed -n 's/^## //p' $(firstword $(MAKEFILE_LIST))
