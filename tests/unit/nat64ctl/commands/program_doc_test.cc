// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/commands/program_doc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gate64::nat64ctl::commands {
namespace {

using testing::HasSubstr;

std::string with_hyphens(std::string text) {
    for (std::size_t at = 0; (at = text.find('-', at)) != std::string::npos; at += 2)
        text.insert(at, 1, '\\');
    return text;
}

TEST(Documents, HaveEveryVerbAndOption) {
    const ProgramDoc doc = describe();
    const std::string man = man_page(doc);
    const std::string bash = bash_completion(doc);
    const std::string zsh = zsh_completion(doc);
    const std::string fish = fish_completion(doc);
    ASSERT_GT(doc.verbs.size(), 15U);
    ASSERT_GT(doc.options.size(), 6U);
    for (const VerbDoc& verb : doc.verbs) {
        EXPECT_THAT(man, HasSubstr("\\fB" + with_hyphens(verb.name) + "\\fR"));
        EXPECT_THAT(bash, HasSubstr('\'' + verb.name + "')"));
        EXPECT_THAT(zsh, HasSubstr('\'' + verb.name + "')"));
        EXPECT_THAT(fish, HasSubstr("-a '" + std::string(verb.last_word()) + '\''));
        for (const OptionDoc& option : verb.options) {
            for (const std::string& name : option.names) {
                if (name == "--help" || name == "-h") continue;
                EXPECT_THAT(man, HasSubstr("\\fB" + with_hyphens(name) + "\\fR")) << verb.name;
                EXPECT_THAT(bash, HasSubstr(name)) << verb.name;
                EXPECT_THAT(zsh, HasSubstr('\'' + name + '[')) << verb.name;
                EXPECT_THAT(fish, HasSubstr(" -l " + name.substr(2))) << verb.name;
            }
        }
    }
    for (const OptionDoc& option : doc.options) {
        EXPECT_THAT(man, HasSubstr(with_hyphens(option.names.front())));
        EXPECT_THAT(zsh, HasSubstr('\'' + option.names.front() + '['));
    }
}

TEST(Documents, HiddenVerbsAreNotIn) {
    const ProgramDoc doc = describe();
    EXPECT_THAT(man_page(doc), testing::Not(HasSubstr("generate")));
    EXPECT_THAT(bash_completion(doc), testing::Not(HasSubstr("generate")));
}

TEST(Documents, EveryOptionSaysWhatItIs) {
    for (const VerbDoc& verb : describe().verbs) {
        EXPECT_NE(verb.summary, "") << verb.name;
        for (const OptionDoc& option : verb.options) {
            EXPECT_NE(option.description, "") << verb.name << ' ' << option.value;
            EXPECT_NE(option.value, "TEXT") << verb.name << ": give its value a name";
            EXPECT_EQ(option.value.find(':'), std::string::npos) << verb.name;
        }
    }
}

TEST(Documents, KeysAndStatesAreWordsOfValues) {
    EXPECT_THAT(words_of_value("KEY"), testing::Contains("udp-timeout"));
    EXPECT_THAT(words_of_value("STATE"), testing::Contains("v4-fin-rcv"));
    EXPECT_TRUE(words_of_value("ADDRESS").empty());
}

}  // namespace
}  // namespace gate64::nat64ctl::commands
