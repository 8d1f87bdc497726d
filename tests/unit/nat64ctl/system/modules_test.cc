// SPDX-License-Identifier: Apache-2.0
#include "nat64ctl/system/modules.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "nat64ctl/system/module_files.h"
#include "shared/base/bytes.h"
#include "tests/unit/nat64ctl/system/kit.h"

namespace gate64::nat64ctl::system {
namespace {

namespace fs = std::filesystem;
using std::string_literals::operator""s;

template <typename Part>
std::string octets(const Part& part) {
    return {reinterpret_cast<const char*>(&part), sizeof part};
}

/// The smallest file that modinfo reads: an ELF object with the one section .modinfo.
std::string module_file(const std::string& modinfo) {
    const std::string names = "\0.shstrtab\0.modinfo\0"s;
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_ident[EI_VERSION] = EV_CURRENT;
    header.e_type = ET_REL;
    header.e_machine = EM_X86_64;
    header.e_version = EV_CURRENT;
    header.e_shoff = sizeof header;
    header.e_ehsize = sizeof header;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 3;
    header.e_shstrndx = 1;
    Elf64_Shdr none{};
    Elf64_Shdr name_section{};
    name_section.sh_name = 1;
    name_section.sh_type = SHT_STRTAB;
    name_section.sh_offset = sizeof header + 3 * sizeof none;
    name_section.sh_size = names.size();
    Elf64_Shdr info_section{};
    info_section.sh_name = 11;
    info_section.sh_type = SHT_PROGBITS;
    info_section.sh_offset = name_section.sh_offset + names.size();
    info_section.sh_size = modinfo.size();
    return octets(header) + octets(none) + octets(name_section) + octets(info_section) + names +
           modinfo;
}

std::string big_endian(std::uint32_t number) {
    std::string text(4, '\0');
    base::store_be32(reinterpret_cast<std::uint8_t*>(text.data()), number);
    return text;
}

/// modules.dep.bin of at most "jool" and "x_tables", as depmod writes it: a trie whose root has a
/// child for each first letter from j to x.
std::string index_file(const std::string& jool_line, const std::string& x_tables_line) {
    constexpr std::uint32_t has_values = 0x40000000;
    constexpr std::uint32_t has_children = 0x20000000;
    constexpr std::uint32_t has_prefix = 0x80000000;
    constexpr std::uint32_t root = 12;
    constexpr std::uint32_t children = 'x' - 'j' + 1;
    const auto leaf = [](const std::string& rest, const std::string& line) {
        return rest + '\0' + big_endian(1) + big_endian(0) + line + '\0';
    };
    const std::string jool = leaf("ool", jool_line);
    const std::uint32_t first_leaf = root + 2 + 4 * children;
    const auto second_leaf = first_leaf + static_cast<std::uint32_t>(jool.size());
    std::string node = "jx";
    for (char c = 'j'; c <= 'x'; ++c) {
        const bool is_there =
            (c == 'j' && !jool_line.empty()) || (c == 'x' && !x_tables_line.empty());
        const std::uint32_t place = c == 'j' ? first_leaf : second_leaf;
        node += big_endian(is_there ? place | has_prefix | has_values : 0);
    }
    return big_endian(0xB007F457) + big_endian(0x00020001) + big_endian(root | has_children) +
           node + jool + leaf("_tables", x_tables_line);
}

/// A box with kernel 6.1: jool 4.1.9 with iptables support on disk.
class Modules : public ::testing::Test {
  protected:
    Modules() {
        put_kernel("6.1", "version=4.1.9.0\0depends=jool_common,x_tables\0"s);
        box_.put("/lib/modules/6.1/kernel/x_tables.ko", module_file("license=GPL\0"s));
    }
    void put_kernel(const std::string& release, const std::string& modinfo) {
        const std::string folder = "/lib/modules/" + release;
        if (!modinfo.empty()) box_.put(folder + "/extra/jool.ko", module_file(modinfo));
        box_.put(folder + "/modules.dep.bin",
                 index_file(modinfo.empty() ? "" : "extra/jool.ko:", "kernel/x_tables.ko:"));
    }
    model::ModuleFacts facts() {
        const auto read = read_module_facts(box_.path(), "6.1");
        EXPECT_TRUE(read);
        return read.value_or(model::ModuleFacts{});
    }
    test::Folder box_;
};

TEST_F(Modules, TheFileSaysItsVersionAndNeeds) {
    const auto files = ModuleFiles::open(box_.path() + "/lib/modules/6.1");
    ASSERT_TRUE(files);
    const auto jool = files->find("jool");
    ASSERT_TRUE(jool);
    EXPECT_EQ(jool->path, box_.path() + "/lib/modules/6.1/extra/jool.ko");
    EXPECT_EQ(jool->version, "4.1.9.0");
    EXPECT_EQ(jool->depends, (std::vector<std::string>{"jool_common", "x_tables"}));
    EXPECT_FALSE(files->find("jool_siit"));
}

TEST_F(Modules, OnDiskOnly) {
    const auto seen = facts();
    EXPECT_EQ(seen.kernel_release, "6.1");
    EXPECT_FALSE(seen.is_loaded);
    EXPECT_EQ(seen.disk_version, (jool::Version{4, 1, 9, 0}));
    EXPECT_TRUE(seen.has_xtables_target);
    EXPECT_TRUE(seen.is_xtables_target_known);
    EXPECT_FALSE(seen.is_secure_boot);
    EXPECT_FALSE(seen.is_jool_service_enabled);
    EXPECT_TRUE(seen.other_kernels.empty());
}

TEST_F(Modules, LoadedMayDifferFromDisk) {
    box_.put("/sys/module/jool/version", "4.1.8.0\n");
    EXPECT_TRUE(facts().is_loaded);
    EXPECT_EQ(facts().loaded_version, (jool::Version{4, 1, 8, 0}));
    // Without a hold on x_tables the loaded one has no target, whatever the disk has.
    EXPECT_FALSE(facts().has_xtables_target);
    EXPECT_TRUE(facts().is_xtables_target_known);
    box_.put("/sys/module/x_tables/holders/jool", "");
    EXPECT_TRUE(facts().has_xtables_target);
}

TEST_F(Modules, WithXtablesBuiltInOnlyTheKernelsListTells) {
    box_.put("/sys/module/jool/version", "4.1.9.0\n");
    box_.put("/lib/modules/6.1/modules.dep.bin", index_file("extra/jool.ko:", ""));
    EXPECT_FALSE(facts().is_xtables_target_known);
    box_.put("/proc/thread-self/net/ip_tables_targets", "JOOL_SIIT\nERROR\n");
    EXPECT_FALSE(facts().has_xtables_target);
    box_.put("/proc/thread-self/net/ip_tables_targets", "ERROR\nJOOL\nJOOL_SIIT\n");
    EXPECT_TRUE(facts().has_xtables_target);
    EXPECT_TRUE(facts().is_xtables_target_known);
}

TEST_F(Modules, OtherKernelsTellWhatARebootMeans) {
    put_kernel("6.12", "version=4.1.13.0\0"s);
    put_kernel("7.2", "");
    fs::create_directories(box_.path() + "/lib/modules/leftover");
    EXPECT_EQ(facts().other_kernels, (std::vector<std::string>{"6.12"}));
    EXPECT_EQ(facts().kernels_lacking_module, (std::vector<std::string>{"7.2"}));
}

TEST_F(Modules, ABareBoxHasNothingAndThatIsNoError) {
    const test::Folder bare;
    const auto seen = read_module_facts(bare.path(), "6.1");
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->disk_path, "");
    EXPECT_FALSE(seen->is_xtables_target_known);
    EXPECT_FALSE(read_module_facts(bare.path())->kernel_release.empty());
}

TEST_F(Modules, AFileThatIsNoModuleHasNoVersion) {
    box_.put("/lib/modules/6.1/extra/jool.ko", "no module");
    EXPECT_FALSE(facts().disk_path.empty());
    EXPECT_FALSE(facts().disk_version);
}

TEST_F(Modules, SecureBootIsTheFifthOctet) {
    const std::string name =
        "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    box_.put(name, "\6\0\0\0\1"s);
    EXPECT_TRUE(facts().is_secure_boot);
    box_.put(name, "\6\0\0\0\0"s);
    EXPECT_FALSE(facts().is_secure_boot);
    box_.put(name, "\6\0\0\0"s);
    EXPECT_FALSE(facts().is_secure_boot);
}

TEST_F(Modules, TheServiceCountsOnceItHasAFileToApply) {
    fs::create_directories(box_.path() + "/etc/systemd/system/multi-user.target.wants");
    fs::create_symlink("/lib/systemd/system/jool.service",
                       box_.path() + "/etc/systemd/system/multi-user.target.wants/jool.service");
    EXPECT_FALSE(facts().is_jool_service_enabled);
    box_.put("/etc/jool/jool.conf", "{}");
    EXPECT_TRUE(facts().is_jool_service_enabled);
}

TEST(LoadError, SaysWhatToDo) {
    struct Case {
        int errno_value;
        bool may_load;
        bool is_secure_boot;
        const char* hint;
    };
    for (const Case& c :
         {Case{ENOENT, true, false, "scripts/setup-jool.sh"},
          Case{EPERM, false, true, "CAP_SYS_MODULE"}, Case{EPERM, true, true, "mokutil"},
          Case{EPERM, true, false, "modules_disabled"}, Case{EKEYREJECTED, true, true, "mokutil"},
          Case{ENOKEY, true, false, "sig_enforce"}, Case{ENOEXEC, true, false, "another kernel"},
          Case{ENOSYS, true, false, "no loadable modules"}}) {
        const auto error = load_error("jool", c.errno_value, c.may_load, c.is_secure_boot);
        EXPECT_EQ(error.errno_value, c.errno_value);
        EXPECT_NE(error.message.find(c.hint), std::string::npos) << error.message;
        EXPECT_NE(error.message.find("kernel module jool: "), std::string::npos) << error.message;
    }
}

TEST(LoadModule, NamesAreChecked) {
    for (const char* name : {"", "../jool", "a b", "jool\n"}) {
        EXPECT_EQ(load_module(name).error().errno_value, EINVAL) << name;
    }
}

TEST(LoadModule, WhatThereIsNotIsSaidSo) {
    const auto loaded = load_module("gate64_no_such_module");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().errno_value, ENOENT) << loaded.error().message;
}

}  // namespace
}  // namespace gate64::nat64ctl::system
