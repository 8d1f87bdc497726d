// SPDX-License-Identifier: Apache-2.0
#include "shared/config/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gate64::config {

std::string Diagnostic::text() const {
    std::string out = file;
    if (line != 0) out += ':' + std::to_string(line);
    if (line != 0 && col != 0) out += ':' + std::to_string(col);
    if (!out.empty()) out += ": ";
    out += message;
    if (!hint.empty()) out += " (" + hint + ")";
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

std::string to_text(const Diagnostics& diagnostics) {
    std::string out;
    for (const Diagnostic& diagnostic : diagnostics)
        out += diagnostic.text() + '\n';
    return out;
}

void DiagnosticSink::error(SourcePos pos, std::string message, std::string hint) {
    found_.push_back({file_, pos.line, pos.col, std::move(message), std::move(hint)});
}

Diagnostics DiagnosticSink::take() {
    std::sort(found_.begin(), found_.end(), [](const Diagnostic& a, const Diagnostic& b) {
        return std::tie(a.line, a.col, a.message) < std::tie(b.line, b.col, b.message);
    });
    return std::exchange(found_, {});
}

}  // namespace gate64::config
