/* SPDX-License-Identifier: Apache-2.0 */
#include "scan/bits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define COUNT 300

/* A bool for each bit says what must be there. */
struct model {
    struct bits bits;
    bool want[COUNT];
};

static void assert_same(const struct model *model)
{
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(bits_at(&model->bits, i), model->want[i]);
        size_t off = i;
        while (off < COUNT && model->want[off]) {
            off++;
        }
        assert_int_equal(bits_next_off(&model->bits, i), off);
    }
    assert_false(bits_at(&model->bits, COUNT));
}

static size_t count(const struct model *model, struct range range)
{
    size_t n = 0;
    for (size_t i = range.start; i < range.end && i < COUNT; i++) {
        n += model->want[i];
    }
    return n;
}

static void ranges_do_what_single_bits_do(void **state)
{
    (void)state;
    struct model model = {0};
    bits_init(&model.bits);
    bits_reset(&model.bits, COUNT);
    srand(7);
    for (int round = 0; round < 500; round++) {
        size_t start = (size_t)rand() % (COUNT + 20);
        struct range range = {start, start + (size_t)rand() % 150};
        bool on = rand() % 2;
        assert_int_equal(bits_count(&model.bits, range), count(&model, range));
        assert_int_equal(bits_any(&model.bits, range),
                         count(&model, range) > 0);
        if (on) {
            bits_set(&model.bits, range);
        } else {
            bits_clear(&model.bits, range);
        }
        for (size_t i = range.start; i < range.end && i < COUNT; i++) {
            model.want[i] = on;
        }
        assert_same(&model);
    }
    bits_release(&model.bits);
}

static void a_reset_turns_all_off(void **state)
{
    (void)state;
    struct bits bits;
    bits_init(&bits);
    bits_reset(&bits, 64);
    bits_set(&bits, (struct range){0, 64});
    assert_int_equal(bits_next_off(&bits, 0), 64);
    bits_reset(&bits, 128);
    assert_false(bits_any(&bits, (struct range){0, 128}));
    bits_reset(&bits, 0);
    assert_false(bits_any(&bits, (struct range){0, 128}));
    assert_int_equal(bits_next_off(&bits, 0), 0);
    bits_release(&bits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_do_what_single_bits_do),
        cmocka_unit_test(a_reset_turns_all_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
