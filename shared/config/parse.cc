// SPDX-License-Identifier: Apache-2.0
#include "shared/config/parse.h"

#include "shared/config/document.h"
#include "shared/config/schema.h"
#include "shared/config/validate.h"
#include "shared/config/walk.h"

namespace gate64::config {

std::expected<Config, Diagnostics> parse(std::string_view text, std::string_view filename) {
    DiagnosticSink sink(filename);
    Config config;
    if (const auto document = parse_document(text, sink)) {
        const BadSettings bad = walk_document(*document, config, sink);
        validate(config, bad, sink);
    }
    if (!sink.empty()) return std::unexpected(sink.take());
    return config;
}

std::vector<std::string> changed_at_start_only(const Config& before, const Config& after) {
    std::vector<std::string> out;
    for (const Section& section : sections()) {
        if (section.find == nullptr) continue;
        for (const Setting& setting : section.settings) {
            if (setting.change != Change::start) continue;
            if (setting.same(section.find(before), section.find(after))) continue;
            out.push_back(std::string(section.name) + '.' + std::string(setting.key));
        }
    }
    return out;
}

}  // namespace gate64::config
