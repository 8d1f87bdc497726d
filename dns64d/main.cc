// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/program.h"

int main(int argc, char** argv) {
    return gate64::cli::status(gate64::dns64d::process::run_program(argc, argv));
}
