// SPDX-License-Identifier: Apache-2.0
#include "bench/command/program.h"

int main(int argc, char** argv) {
    return gate64::cli::status(gate64::bench::run_program(argc, argv));
}
