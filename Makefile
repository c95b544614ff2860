# jackdaw: `make list` shows the targets.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := all

BUILD   ?= build
CC      ?= cc
VERSION := 0.1.0
PACKAGES := libpcre2-8 libcjson libsodium zlib

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
# Asked for when first used, so that `make deps` can come before.
PKG_CFLAGS = $(shell pkg-config --cflags $(PACKAGES))
PKG_LIBS   = $(shell pkg-config --libs $(PACKAGES))

FOLDERS := base rule match verify source scan report cli
SOURCES := $(sort $(wildcard $(FOLDERS:%=scanner/%/*.c)))
MAINS   := scanner/cli/main.c scanner/rule/mkrules.c
LIB_SRC := $(filter-out $(MAINS),$(SOURCES))
LIB_OBJ := $(LIB_SRC:scanner/%.c=$(BUILD)/obj/%.o)
MK_OBJ  := $(filter $(BUILD)/obj/base/%.o $(BUILD)/obj/rule/%.o,$(LIB_OBJ)) \
           $(BUILD)/obj/rule/mkrules.o
PATTERNS := $(sort $(filter-out patterns/schema.json,$(wildcard patterns/*.json)))

## all: builds build/jackdaw
.PHONY: all
all: $(BUILD)/jackdaw

$(BUILD)/jackdaw: $(BUILD)/obj/cli/main.o $(BUILD)/libjackdaw.a
	$(CC) $(OPT) $(SAN) -pthread -o $@ $^ $(PKG_LIBS)

$(BUILD)/libjackdaw.a: $(LIB_OBJ) $(BUILD)/obj/gen/rules_builtin.o
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/obj/%.o: scanner/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_$(subst /,_,$*)) $(PKG_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c -o $@ $<

$(BUILD)/mkrules: $(MK_OBJ)
	$(CC) $(OPT) $(SAN) -pthread -o $@ $^ $(PKG_LIBS)

$(BUILD)/gen/rules_builtin.c: $(BUILD)/mkrules $(PATTERNS)
	@mkdir -p $(@D)
	$(BUILD)/mkrules $@ $(PATTERNS)

-include $(LIB_OBJ:.o=.d) $(BUILD)/obj/cli/main.d $(BUILD)/obj/rule/mkrules.d

## clean: removes build/
.PHONY: clean
clean:
	rm -rf $(BUILD)

## list: shows the targets
.PHONY: list
list:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)
