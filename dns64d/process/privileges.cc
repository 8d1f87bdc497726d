// SPDX-License-Identifier: Apache-2.0
#include "dns64d/process/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <vector>

namespace gate64::dns64d::process {

namespace {

struct Account {
    uid_t uid = 0;
    gid_t gid = 0;
};

base::Result<Account> find_account(const std::string& user) {
    std::vector<char> buffer(16 * 1024);
    passwd entry{};
    passwd* found = nullptr;
    const int error = getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (error != 0) return base::fail_errno("looking up user \"" + user + "\"", error);
    if (found == nullptr) {
        return base::fail("user \"" + user +
                          "\" does not exist; create it (systemd-sysusers) or set user = \"\" to "
                          "stay who you are");
    }
    return Account{found->pw_uid, found->pw_gid};
}

base::Result<void> drop_capabilities() {
    struct Free {
        void operator()(cap_t caps) const noexcept { (void)cap_free(caps); }
    };
    const std::unique_ptr<std::remove_pointer_t<cap_t>, Free> none(cap_init());
    if (!none || cap_set_proc(none.get()) != 0) {
        return base::fail_errno("giving up capabilities", errno);
    }
    return {};
}

}  // namespace

base::Result<void> drop_privileges(const std::string& user) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return base::fail_errno("setting no_new_privs", errno);
    }
    if (user.empty()) return {};
    const auto account = find_account(user);
    if (!account) return std::unexpected(account.error());
    if (geteuid() == account->uid) return drop_capabilities();
    if (geteuid() != 0) {
        return base::fail("cannot become user \"" + user +
                          "\": not started as root; set user = \"\" to stay who you are");
    }
    if (initgroups(user.c_str(), account->gid) != 0 || setgid(account->gid) != 0 ||
        setuid(account->uid) != 0) {
        return base::fail_errno("becoming user \"" + user + "\"", errno);
    }
    return drop_capabilities();
}

}  // namespace gate64::dns64d::process
