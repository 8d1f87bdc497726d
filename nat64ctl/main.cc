// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/program.h"

int main(int argc, char** argv) {
    return gate64::cli::status(gate64::nat64ctl::commands::run_program(argc, argv));
}
