/* SPDX-License-Identifier: Apache-2.0
 *
 * A bigram model of names in programs. PAIRS[a][b] is twice the binary
 * logarithm of how much more often b follows a in words than in random
 * letters, cut to [-9, 9], written as the letter 'a' + 9 + value. Counted over
 * the 13,500 different words of identifiers and comments in CPython's standard
 * library and glibc's headers (each weighted by the logarithm of its count,
 * 0.5 added to each pair). Of random letters the mean is -3.63, and the
 * deviation of a sum of n pairs 5.95 * sqrt(n): neighbours share a letter. */
#include "verify/words.h"

#include "verify/piece.h"

#include <math.h>

#define RANDOM_MEAN      (-3.63)
#define RANDOM_DEVIATION 5.95

/* clang-format off */
static const char PAIRS[26][27] = {
    "clnmegkdlaipmoalapnpjihhjb",
    "kegfkcdajgdledjgaijfjeaahc",
    "ndifnfcnjamlhfpgclinkebafa",
    "lghkpgdcncbiegkfajkhjddcea",
    "nhopklkghagnmphliqpofkimhb",
    "jbfgklcanaajeelfajihjacafa",
    "iefdnbfhjaahgjheakjfhbbabf",
    "madfmcackabfeflaaifhgabaea",
    "lknllklacaemmrnkblnockaiak",
    "daaagaaacaaacaebaabafaaaaa",
    "gabdlbfciaafafddabidcafaaa",
    "negkpgdboadndgngaekkjfbala",
    "niegodaalaegielmacjgihaada",
    "ndmnnkoelbiifimhcfnpjieafa",
    "hjmmgjiciailmpkmaollmjkfba",
    "ndgfnfehkadldfmkbnilibeaib",
    "aaaaaaaaaaabaaaaaacakaaaaa",
    "ofkkqhjdoahiljniaknmjgfcja",
    "kflgpghlnahiggllegmpmegcia",
    "ogkiqhenpacjigmjaomlkegdle",
    "jkjgjigaiaalkngkamlmcaacaa",
    "kacandbajaabdcgbabecaafaaa",
    "kcgficdhkaaebhhcaiicaacaaa",
    "fdheifabhaaedadjacdjaaaeda",
    "dcdcgcbafaaeghekachhaadaca",
    "faaakbaafaaaaaeaaaaaaaaaaa"};
/* clang-format on */

struct tally {
    size_t pairs;
    size_t digits;
    size_t others;
    int sum; /* of the values in PAIRS */
};

static struct tally count(struct span text)
{
    struct tally tally = {0};
    int before = 0;
    for (size_t i = 0; i < text.len; i++) {
        int c = byte_lower(text.ptr[i]);
        if (byte_is_lower(c) && byte_is_lower(before)) {
            tally.sum += PAIRS[before - 'a'][c - 'a'] - 'a' - 9;
            tally.pairs++;
        }
        tally.digits += byte_is_digit(c);
        tally.others += !byte_is_alnum(c);
        before = c;
    }
    return tally;
}

double words_score(struct span text)
{
    struct tally tally = count(text);
    return tally.pairs == 0 ? 0 : 0.5 * tally.sum / (double)tally.pairs;
}

#define MIN_PAIRS 6

/* 3.9 deviations above random letters is less than one text in 10,000
 * (simulated: 3.8 for 6 to 80 pairs); and never below what words reach, since
 * long texts come close to their mean. */
bool words_like(struct span text)
{
    struct tally tally = count(text);
    if (tally.pairs < MIN_PAIRS || tally.digits > 1 + text.len / 10 ||
        tally.others > text.len / 6 + 1) {
        return false;
    }
    double n = (double)tally.pairs;
    double limit = RANDOM_MEAN + 3.9 * RANDOM_DEVIATION / sqrt(n);
    limit = limit > 0.5 ? limit : 0.5;
    /* Short words cannot reach that: all their pairs being common ones is as
     * much as they can show. */
    limit = limit < 2.55 ? limit : 2.55;
    return tally.sum > limit * n;
}

/* The next word: letters up to another kind of byte, or to a capital behind a
 * small letter. */
static bool next_word(struct span *rest, struct span *word)
{
    while (rest->len > 0 && !byte_is_alpha(rest->ptr[0])) {
        *rest = piece_from(*rest, 1);
    }
    size_t n = 0;
    while (n < rest->len && byte_is_alpha(rest->ptr[n]) &&
           !(n > 0 && byte_is_upper(rest->ptr[n]) &&
             byte_is_lower(rest->ptr[n - 1]))) {
        n++;
    }
    *word = piece(*rest, 0, n);
    *rest = piece_from(*rest, n);
    return n > 0;
}

bool words_include(struct span text, const char *word)
{
    struct span part;
    size_t len = strlen(word);
    while (next_word(&text, &part)) {
        if (part.len == len && span_find_fold(part, span_str(word)) == 0) {
            return true;
        }
    }
    return false;
}
