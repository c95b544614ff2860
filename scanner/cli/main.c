/* SPDX-License-Identifier: Apache-2.0
 *
 * Only this, so that everything else can be linked into tests. */
#include "cli/command.h"

int main(int argc, char **argv)
{
    return cli_run(argc, argv);
}
