// SPDX-License-Identifier: Apache-2.0
#include "shared/config/walk.h"

#include <algorithm>
#include <vector>

#include "shared/config/near_name.h"
#include "shared/config/schema.h"

namespace gate64::config {
namespace {

std::string header(const Section& section) {
    const bool repeated = section.form == Form::repeated;
    return (repeated ? "[[" : "[") + std::string(section.name) + (repeated ? "]]" : "]");
}

const Section* find_section(std::string_view name) noexcept {
    const auto all = sections();
    const auto found =
        std::find_if(all.begin(), all.end(), [name](const Section& s) { return s.name == name; });
    return found == all.end() ? nullptr : &*found;
}

const Setting* find_setting(const Section& section, std::string_view key) noexcept {
    const auto found = std::find_if(section.settings.begin(), section.settings.end(),
                                    [key](const Setting& setting) { return setting.key == key; });
    return found == section.settings.end() ? nullptr : &*found;
}

std::string full_name(std::string_view parent, std::string_view key) {
    return parent.empty() ? std::string(key) : std::string(parent) + '.' + std::string(key);
}

// The names of the sections directly below `parent` ("" for the file).
std::vector<std::string_view> sections_below(std::string_view parent) {
    std::vector<std::string_view> out;
    const std::size_t skip = parent.empty() ? 0 : parent.size() + 1;
    for (const Section& section : sections()) {
        const bool below =
            parent.empty() || (section.name.starts_with(parent) && section.name.size() > skip);
        if (!below) continue;
        const std::string_view rest = section.name.substr(skip);
        if (rest.find('.') == std::string_view::npos) out.push_back(rest);
    }
    return out;
}

class Walker {
  public:
    Walker(Config& config, DiagnosticSink& sink) : config_(config), sink_(sink) {}

    void file(const Table& document);
    [[nodiscard]] BadSettings take_bad() { return std::move(bad_); }

  private:
    void section(const Section& section, const Entry& entry);
    void block(const Section& section, SourcePos pos, const Table& table);
    void setting(const Section& section, const Setting& setting, const Value& value, void* block);
    void unknown(const Section* section, const Entry& entry);
    [[nodiscard]] std::string hint(const Section* section, std::string_view key) const;

    Config& config_;
    DiagnosticSink& sink_;
    BadSettings bad_;
};

void Walker::file(const Table& document) {
    for (const Entry& entry : document) {
        const Section* found = find_section(entry.key);
        if (found == nullptr) {
            unknown(nullptr, entry);
        } else {
            section(*found, entry);
        }
    }
}

void Walker::section(const Section& section, const Entry& entry) {
    if (section.form == Form::unavailable) {
        sink_.error(entry.pos, std::string(section.name) + ": not available in this version",
                    "remove the section");
        return;
    }
    const auto* table = std::get_if<Table>(&entry.value.data);
    const auto* array = std::get_if<Array>(&entry.value.data);
    if (section.form != Form::repeated) {
        if (table != nullptr) {
            block(section, entry.pos, *table);
        } else {
            sink_.error(entry.pos, std::string(section.name) + " is a section that stands once",
                        "write " + header(section));
        }
        return;
    }
    const auto is_table = [](const Value& value) {
        return std::holds_alternative<Table>(value.data);
    };
    if (array == nullptr || !std::all_of(array->begin(), array->end(), is_table)) {
        sink_.error(entry.pos, std::string(section.name) + " is a list of sections",
                    "write " + header(section));
        return;
    }
    for (const Value& element : *array)
        block(section, element.pos, std::get<Table>(element.data));
}

void Walker::block(const Section& section, SourcePos pos, const Table& table) {
    void* const block = section.open(config_, pos);
    for (const Entry& entry : table) {
        if (const Setting* found = find_setting(section, entry.key)) {
            setting(section, *found, entry.value, block);
        } else if (const Section* below = find_section(full_name(section.name, entry.key))) {
            this->section(*below, entry);
        } else {
            unknown(&section, entry);
        }
    }
    for (const Setting& setting : section.settings) {
        if (setting.presence != Presence::required) continue;
        const bool there = std::any_of(table.begin(), table.end(), [&](const Entry& entry) {
            return entry.key == setting.key;
        });
        if (there) continue;
        bad_.insert(full_name(section.name, setting.key));
        sink_.error(
            pos, header(section) + " needs " + std::string(setting.key),
            "for example " + std::string(setting.key) + " = " + std::string(setting.literal));
    }
}

void Walker::setting(const Section& section, const Setting& setting, const Value& value,
                     void* block) {
    if (!setting.read(sink_, setting, value, block)) {
        bad_.insert(full_name(section.name, setting.key));
    }
}

void Walker::unknown(const Section* section, const Entry& entry) {
    const std::string where = section == nullptr ? "" : " in " + header(*section);
    const bool is_section = std::holds_alternative<Table>(entry.value.data);
    sink_.error(
        entry.pos,
        std::string(is_section ? "unknown section \"" : "unknown key \"") + entry.key + '"' + where,
        hint(section, entry.key));
}

std::string Walker::hint(const Section* section, std::string_view key) const {
    std::vector<std::string_view> known = sections_below(section == nullptr ? "" : section->name);
    if (section != nullptr) {
        for (const Setting& setting : section->settings)
            known.push_back(setting.key);
    }
    if (const auto near = nearest(key, known)) {
        const Section* below = find_section(full_name(section ? section->name : "", *near));
        return "did you mean " + (below ? header(*below) : '"' + std::string(*near) + '"') + "?";
    }
    for (const Section& other : sections()) {
        if (find_setting(other, key) != nullptr) return "it belongs in " + header(other);
    }
    return {};
}

}  // namespace

BadSettings walk_document(const Table& document, Config& config, DiagnosticSink& sink) {
    Walker walker(config, sink);
    walker.file(document);
    return walker.take_bad();
}

}  // namespace gate64::config
