// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <thread>

#include "nat64ctl/apply/confirm.h"

// The forked self that takes a run back when nobody confirmed it in time.

namespace gate64::nat64ctl::apply {
namespace {

constexpr std::chrono::milliseconds glance{250};
/// For a lock that another run holds; each waits as long as Site::patience says.
constexpr int attempts_max = 100;

/// Nothing of the terminal or of the parent is kept, so that neither's end is felt.
bool detach() noexcept {
    if (::setsid() < 0) return false;
    for (const int signal : std::array{SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTSTP})
        ::signal(signal, SIG_IGN);
    const int null = ::open("/dev/null", O_RDWR);
    if (null < 0 || ::chdir("/") != 0) return false;
    for (const int standard : std::array{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::dup2(null, standard) < 0) return false;
    return ::close_range(STDERR_FILENO + 1, ~0U, 0) == 0;
}

bool still_waits(const Site& site, const std::string& run_id) {
    const auto journal = read_journal(site.journal_path);
    // One that cannot be read now is looked at again under the lock.
    if (!journal) return true;
    return *journal && (*journal)->run.id == run_id && (*journal)->ending == Ending::unconfirmed;
}

/// False: somebody decided before the deadline.
bool wait(const Site& site, const std::string& run_id, WallTime deadline) {
    const auto end = std::chrono::steady_clock::now() + (deadline - site.now());
    while (std::chrono::steady_clock::now() < end) {
        if (!still_waits(site, run_id)) return false;
        std::this_thread::sleep_for(glance);
    }
    return true;
}

void take_back(Actuator& actuator, const Site& site, const std::string& run_id) {
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
        const auto rollback = take_back_unconfirmed(actuator, site, run_id);
        if (!rollback && rollback.error().errno_value == EBUSY) continue;
        if (!rollback) {
            ::syslog(LOG_ERR, "not confirmed, and not taken back: %s",
                     rollback.error().message.c_str());
        } else if (*rollback && !(*rollback)->is_complete()) {
            ::syslog(LOG_ERR, "not confirmed; taking it back failed in part: %s",
                     (*rollback)->text().c_str());
        } else if (*rollback) {
            ::syslog(LOG_NOTICE, "not confirmed in time: the box is as it was before");
        }
        return;
    }
    ::syslog(LOG_ERR, "not confirmed, and not taken back: another nat64ctl holds the lock");
}

[[noreturn]] void run_timer(const Site& site, const std::string& run_id, WallTime deadline,
                            const std::function<std::unique_ptr<Actuator>()>& make_actuator) {
    if (!detach()) ::_exit(1);
    ::openlog("nat64ctl", LOG_PID, LOG_DAEMON);
    if (wait(site, run_id, deadline)) take_back(*make_actuator(), site, run_id);
    ::_exit(0);
}

}  // namespace

base::Result<void> start_timer(const Site& site, const std::string& run_id, WallTime deadline,
                               const std::function<std::unique_ptr<Actuator>()>& make_actuator) {
    const ::pid_t child = ::fork();
    if (child < 0) return base::fail_errno("starting the timer", errno);
    if (child == 0) {
        // A second fork, so that the timer is nobody's child to wait for.
        const ::pid_t timer = ::fork();
        if (timer == 0) run_timer(site, run_id, deadline, make_actuator);
        ::_exit(timer < 0 ? 1 : 0);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return base::fail_errno("starting the timer", errno);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
    return base::fail("the timer could not be started");
}

}  // namespace gate64::nat64ctl::apply
