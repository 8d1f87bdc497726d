// SPDX-License-Identifier: Apache-2.0
#include "shared/page_server/page_server.h"

#include <microhttpd.h>
#include <netdb.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>

namespace gate64::page_server {

namespace {

constexpr int backlog = 16;
constexpr unsigned connections_max = 16;
constexpr unsigned timeout_s = 5;
constexpr std::size_t connection_bytes = 16 * 1024;
constexpr const char* content_type = "text/plain; version=0.0.4; charset=utf-8";

MHD_Result respond(MHD_Connection* connection, unsigned status, std::string page,
                   const char* type) {
    MHD_Response* response =
        MHD_create_response_from_buffer(page.size(), page.data(), MHD_RESPMEM_MUST_COPY);
    if (response == nullptr) return MHD_NO;
    (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    const MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

MHD_Result handle(void* context, MHD_Connection* connection, const char* url, const char* method,
                  const char*, const char*, std::size_t*, void**) {
    if (std::string_view(method) != MHD_HTTP_METHOD_GET &&
        std::string_view(method) != MHD_HTTP_METHOD_HEAD) {
        return respond(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "GET only\n", "text/plain");
    }
    if (std::string_view(url) != "/metrics") {
        return respond(connection, MHD_HTTP_NOT_FOUND, "the page is /metrics\n", "text/plain");
    }
    return respond(connection, MHD_HTTP_OK, (*static_cast<PageServer::Page*>(context))(),
                   content_type);
}

struct FreeAddress {
    void operator()(addrinfo* list) const noexcept { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, FreeAddress>;

/// The kernel's form of an endpoint; nullptr when there is no memory.
AddressList to_socket_address(const net::Endpoint& endpoint) {
    std::string host = endpoint.address.text();
    if (endpoint.scope_id != 0) host += "%" + std::to_string(endpoint.scope_id);
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = std::to_string(endpoint.port);
    if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return nullptr;
    return AddressList(found);
}

}  // namespace

base::Result<base::UniqueFd> open_page_socket(const net::Endpoint& endpoint) {
    const std::string what = "metrics address " + endpoint.text();
    const AddressList address = to_socket_address(endpoint);
    if (!address) return base::fail(what + ": not an address of this machine");
    base::UniqueFd fd(socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return base::fail_errno(what, errno);
    const int on = 1;
    (void)setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd.get(), address->ai_addr, address->ai_addrlen) != 0 ||
        listen(fd.get(), backlog) != 0) {
        return base::fail_errno(what, errno);
    }
    return fd;
}

struct PageServer::Impl {
    Page page;
    MHD_Daemon* daemon = nullptr;
};

base::Result<std::unique_ptr<PageServer>> PageServer::start(base::UniqueFd listener, Page page) {
    auto impl = std::make_unique<Impl>();
    impl->page = std::move(page);
    impl->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, nullptr, nullptr, &handle, &impl->page,
        MHD_OPTION_LISTEN_SOCKET, listener.get(), MHD_OPTION_CONNECTION_LIMIT, connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        connection_bytes, MHD_OPTION_END);
    if (impl->daemon == nullptr) return base::fail("cannot start the metrics server");
    (void)listener.release();  // libmicrohttpd closes it
    return std::unique_ptr<PageServer>(new PageServer(std::move(impl)));
}

PageServer::PageServer(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

PageServer::~PageServer() {
    MHD_stop_daemon(impl_->daemon);
}

std::string library_version() {
    return MHD_get_version();
}

}  // namespace gate64::page_server
