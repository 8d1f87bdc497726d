// SPDX-License-Identifier: Apache-2.0
#pragma once
// Structured log lines on stderr, at the edges only: start, reload, stop, and what an operator must
// act on. key=value fields, values escaped, one line each. Main and control threads; never a shard.

#include <initializer_list>
#include <string>
#include <string_view>

#include "shared/config/model.h"

namespace gate64::dns64d::process {

struct Field {
    std::string_view key;
    std::string value;
};

/// Sends log lines to stderr from `level` on.
void start_log(config::LogLevel level);

void log_error(std::string_view event, std::initializer_list<Field> fields = {});
void log_warning(std::string_view event, std::initializer_list<Field> fields = {});
void log_info(std::string_view event, std::initializer_list<Field> fields = {});

}  // namespace gate64::dns64d::process
