/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates to Unix seconds and back to common sense. The count of days is that
 * of Howard Hinnant's "chrono-compatible date algorithms": years begin in
 * March, so that the leap day is the last one. */
#include "verify/moment.h"

#include "verify/piece.h"

int64_t moment_of(unsigned year, unsigned month, unsigned day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400;
    int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    int64_t days = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return (era * 146097 + days - 719468) * 86400;
}

/* The next `n` digits of `text` as a number; false when others come first. */
static bool take(struct span *text, size_t n, unsigned *out)
{
    while (text->len > 0 && strchr("-:TZ ", text->ptr[0]) && text->ptr[0]) {
        *text = piece_from(*text, 1);
    }
    uint64_t value;
    if (text->len < n || !piece_number(piece(*text, 0, n), &value)) {
        return false;
    }
    *text = piece_from(*text, n);
    *out = (unsigned)value;
    return true;
}

bool moment_parse(struct span text, int64_t *out)
{
    unsigned year;
    unsigned month;
    unsigned day;
    unsigned hour = 0;
    unsigned minute = 0;
    unsigned second = 0;
    if (!take(&text, 4, &year) || !take(&text, 2, &month) ||
        !take(&text, 2, &day) || month < 1 || month > 12 || day < 1 ||
        day > 31) {
        return false;
    }
    if (take(&text, 2, &hour) && take(&text, 2, &minute)) {
        (void)!take(&text, 2, &second);
    }
    *out = moment_of(year, month, day) + hour * 3600 + minute * 60 + second;
    return true;
}

bool moment_plausible(int64_t seconds, int64_t from, int64_t now)
{
    int64_t end = now > 0 ? now + 86400 : MOMENT_2100;
    return seconds >= from && seconds <= end;
}
