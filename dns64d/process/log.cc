// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "shared/cli/escape.h"

namespace gate64::dns64d::process {

namespace {

spdlog::level::level_enum level_of(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::error:
            return spdlog::level::err;
        case config::LogLevel::warning:
            return spdlog::level::warn;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::debug:
            return spdlog::level::debug;
    }
    return spdlog::level::info;
}

bool needs_quotes(const std::string& value) {
    return value.empty() || value.find_first_of(" \"=") != std::string::npos;
}

void log_line(spdlog::level::level_enum level, std::string_view event,
              std::initializer_list<Field> fields) {
    std::string line = "event=" + std::string(event);
    for (const Field& field : fields) {
        const std::string value = cli::escape(field.value);
        line += ' ';
        line += field.key;
        line += '=';
        if (!needs_quotes(value)) {
            line += value;
            continue;
        }
        line += '"';
        for (const char c : value) {
            if (c == '"') line += '\\';
            line += c;
        }
        line += '"';
    }
    spdlog::log(level, "{}", line);
}

}  // namespace

void start_log(config::LogLevel level) {
    auto logger = spdlog::get("dns64d");
    if (!logger) logger = spdlog::stderr_logger_mt("dns64d");
    logger->set_level(level_of(level));
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z level=%l %v");
    spdlog::set_default_logger(logger);
}

void log_error(std::string_view event, std::initializer_list<Field> fields) {
    log_line(spdlog::level::err, event, fields);
}

void log_warning(std::string_view event, std::initializer_list<Field> fields) {
    log_line(spdlog::level::warn, event, fields);
}

void log_info(std::string_view event, std::initializer_list<Field> fields) {
    log_line(spdlog::level::info, event, fields);
}

}  // namespace gate64::dns64d::process
