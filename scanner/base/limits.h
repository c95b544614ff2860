/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/* Every maximum of the program, each with its reason. Past a limit the unit
 * is reported as not (wholly) scanned, never dropped in silence. */

/* One window of a large file. Big enough that the overlap does not matter,
 * small enough for the second-level cache (a mebibyte is 4 % slower). */
#define LIMIT_WINDOW (1u << 18)

/* How much of a window is read again in the next one: the longest token that
 * a pattern may describe (a PEM key of 16384 bits is 13 KiB). */
#define LIMIT_TOKEN (32u << 10)

/* How far before a token its keyword or the other half of its pair may be
 * when a file is read in windows. */
#define LIMIT_LOOKBEHIND (4u << 10)

/* Bytes behind a text that the matcher may read (never use): the kernel's last
 * chunk is rounded up by five words of 64 at most. */
#define LIMIT_PADDING 512

/* Context scanned round a fresh range of a larger text, each side: measured
 * on whole histories, 256 loses nothing. */
#define LIMIT_MARGIN 256

/* How far behind a place the matcher's decision there may depend on bytes
 * without being remembered as undecided (match_missed_fn). */
#define LIMIT_REACH 256

/* Searched again before and behind where the copies and inserts of a packed
 * delta meet: a token that begins up to LIMIT_REACH before, and one behind
 * that has its run (256 bytes), keyword (200) or name before. */
#define LIMIT_SEAM_BEFORE (LIMIT_REACH + 64)
#define LIMIT_SEAM_BEHIND 512

/* How much of a file's beginning tells whether it is text: what git looks at
 * (buffer_is_binary in xdiff-interface.c), so that both say the same. */
#define LIMIT_PROBE 8000

/* Findings kept of one unit and of one run. A file of 100,000 tokens is a
 * test corpus; the report must still be written. */
#define LIMIT_FINDINGS_UNIT 100000
#define LIMIT_FINDINGS_RUN  1000000

/* Places listed for one secret; the count goes on. GitHub takes 1,000. */
#define LIMIT_PLACES 1000

/* The line of code shown with a finding, and its part before the token. */
#define LIMIT_EXCERPT        240
#define LIMIT_EXCERPT_BEFORE 80

/* A pattern file, and one text in it. */
#define LIMIT_PATTERN_FILE (8u << 20)
#define LIMIT_PATTERN_TEXT (16u << 10)

/* All pattern files of one folder together: their texts stay in memory until
 * the last one is read. Far above the largest collections (1 MiB). */
#define LIMIT_PATTERN_FOLDER (64u << 20)
#define LIMIT_PATTERN_FILES  10000

/* JSON that we read (patterns, policies): no format of ours nests deeper than
 * 8. cJSON takes 64 bytes for a value, so a million of them is 64 MiB. */
#define LIMIT_JSON_NESTING 32
#define LIMIT_JSON_VALUES  1000000

/* A policy file, and its entries: each finding is held against all. */
#define LIMIT_POLICY_FILE    (4u << 20)
#define LIMIT_POLICY_ENTRIES 10000

/* Parts of one format, and alternatives of one part. */
#define LIMIT_SEGMENTS 24
#define LIMIT_CHOICES  64

/* Steps of the shape matcher at one candidate before it gives up: enough for
 * every built-in format on hostile text, small enough to stay linear. */
#define LIMIT_SHAPE_STEPS 4096

/* PCRE2 limits at one candidate: a runaway pattern ends as "not scanned". */
#define LIMIT_REGEX_MATCH    200000
#define LIMIT_REGEX_DEPTH    1000
#define LIMIT_REGEX_HEAP_KIB 4096

/* Open folders on the walk and length of one path. */
#define LIMIT_PATH 4096

/* Folders that wait on the walk, each some 100 bytes: ten times the largest
 * trees known, and far below what a machine's memory is. */
#define LIMIT_FOLDERS (4u << 20)

/* An ignore file, and its lines. Git itself has no limit; what is not read
 * ignores nothing, so more is scanned, not less. */
#define LIMIT_IGNORE_FILE  (1u << 20)
#define LIMIT_IGNORE_LINES 20000

/* Notices kept word by word; the rest are counted by kind. */
#define LIMIT_NOTICES 1000

/* One object of git: it must be in memory as a whole. GitHub refuses files of
 * more than 100 MiB. */
#define LIMIT_GIT_OBJECT (1u << 30)

/* Deltas of deltas: git makes chains of 50, and of 4095 at most. */
#define LIMIT_GIT_CHAIN 65536

/* Bases that one thread keeps while their deltas are read, and that a reader
 * keeps for those asked for next. Past it they are read again. */
#define LIMIT_GIT_BASES (256u << 20)
#define LIMIT_GIT_CACHE (96u << 20)

/* Objects of one repository, some 60 bytes each: Linux has 10 million, the
 * largest public monorepos some 50. */
#define LIMIT_GIT_OBJECTS (200u << 20)

/* A small file of git (shallow, logs, alternates), and an index: a million
 * entries with long paths. */
#define LIMIT_GIT_TEXT  (64u << 20)
#define LIMIT_GIT_INDEX (512u << 20)

/* Folders in folders of one tree. Git has no limit; a deeper one is damage or
 * a trap. */
#define LIMIT_GIT_DEPTH 2048

/* Changed paths of one commit or index. */
#define LIMIT_GIT_CHANGES (8u << 20)

/* Texts that are compared line by line; a larger one counts as all new. */
#define LIMIT_GIT_DIFF (64u << 20)

/* Added files times removed files that are compared for renames, as in git
 * (diff.renameLimit 1000, squared): without it a big move takes for ever. */
#define LIMIT_GIT_RENAMES 1000000

#define LIMIT_THREADS 256

#endif
