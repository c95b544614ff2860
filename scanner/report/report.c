/* SPDX-License-Identifier: Apache-2.0
 *
 * The front door: picks the writer of a format and makes sure that what was
 * written really arrived. A report on a full disk is an error, not a shorter
 * report. */
#include "report/report.h"

#include "report/report_json.h"
#include "report/report_sarif.h"
#include "report/report_text.h"

typedef int write_fn(FILE *stream, const struct outcome *outcome,
                     const struct report_options *options, struct err *err);

static const struct {
    const char *name;
    write_fn *write;
} formats[] = {
    [REPORT_TEXT] = {"text", report_text},
    [REPORT_JSON] = {"json", report_json},
    [REPORT_JSONL] = {"jsonl", report_jsonl},
    [REPORT_SARIF] = {"sarif", report_sarif},
};

bool report_format_parse(enum report_format *out, const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            *out = (enum report_format)i;
            return true;
        }
    }
    return false;
}

int report_write(FILE *stream, const struct outcome *outcome,
                 const struct report_options *options, struct err *err)
{
    int rc = formats[options->format].write(stream, outcome, options, err);
    if (rc < 0) {
        return rc;
    }
    if (fflush(stream) != 0 || ferror(stream)) {
        return err_system(err, "cannot write the report");
    }
    return 0;
}
