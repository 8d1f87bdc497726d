// SPDX-License-Identifier: Apache-2.0
#pragma once
// The recorded exchanges of tests/unit/jool/golden (its README has the form), for the tests of the
// codecs.

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "shared/jool/message.h"

namespace gate64::jool::golden {

struct Recorded {
    bool from_kernel = false;
    Octets octets;
};

struct Exchange {
    std::string name;                ///< "4.1.9/pool4_add_tcp"
    Version version;                 ///< the folder's
    std::uint16_t family = 0;        ///< what the recording calls it
    std::vector<std::string> words;  ///< of the reference command, "jool" left out
    std::vector<Recorded> messages;

    [[nodiscard]] std::vector<Octets> of(bool from_kernel) const {
        std::vector<Octets> some;
        for (const Recorded& message : messages)
            if (message.from_kernel == from_kernel) some.push_back(message.octets);
        return some;
    }
};

inline void append_hex(Octets& octets, const std::string& text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits += c;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        octets.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
}

inline Octets from_hex(const std::string& text) {
    Octets octets;
    append_hex(octets, text);
    return octets;
}

inline Exchange read(const std::filesystem::path& path) {
    Exchange exchange;
    const std::string folder = path.parent_path().filename();
    exchange.name = folder + "/" + path.stem().string();
    exchange.version = Version::parse(folder).value();
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("# $ jool ")) {
            std::istringstream words(line.substr(9));
            for (std::string word; words >> word;)
                exchange.words.push_back(word);
        } else if (const auto at = line.find("family id 0x"); at != std::string::npos) {
            exchange.family =
                static_cast<std::uint16_t>(std::stoul(line.substr(at + 10), nullptr, 16));
        } else if (line.starts_with("> ") || line.starts_with("< ")) {
            exchange.messages.push_back({line[0] == '<', {}});
            append_hex(exchange.messages.back().octets, line.substr(2));
        } else if (line.starts_with("  ")) {
            append_hex(exchange.messages.back().octets, line);
        }
    }
    return exchange;
}

/// Every recording below `folder`, by name.
inline std::vector<Exchange> all(const std::string& folder) {
    std::vector<Exchange> exchanges;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".hex") exchanges.push_back(read(entry.path()));
    std::sort(exchanges.begin(), exchanges.end(),
              [](const Exchange& a, const Exchange& b) { return a.name < b.name; });
    return exchanges;
}

/// Without what happened to be: sequence number and port id.
inline Octets timeless(Octets message) {
    if (message.size() >= 16) std::fill_n(message.begin() + 8, 8, std::uint8_t{0});
    return message;
}

}  // namespace gate64::jool::golden
