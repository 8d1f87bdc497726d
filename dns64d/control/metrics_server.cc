// SPDX-License-Identifier: Apache-2.0
#include "dns64d/control/metrics_server.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>

#include "dns64d/control/shard_status.h"
#include "dns64d/io/socket_address.h"

namespace gate64::dns64d::control {

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
    auto& shards = *static_cast<shard::Shards*>(context);
    const auto counters = all_counters(shards);
    return respond(connection, MHD_HTTP_OK,
                   metrics::prometheus_page(counters, gauges_of(read_all(shards))), content_type);
}

}  // namespace

base::Result<base::UniqueFd> open_metrics_socket(const net::Endpoint& endpoint) {
    const std::string what = "metrics address " + endpoint.text();
    base::UniqueFd fd(socket(io::family_of(endpoint.address), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd.valid()) return base::fail_errno(what, errno);
    const int on = 1;
    (void)setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const io::SocketAddress address = io::to_socket_address(endpoint);
    if (bind(fd.get(), address.get(), address.length) != 0 || listen(fd.get(), backlog) != 0) {
        return base::fail_errno(what, errno);
    }
    return fd;
}

struct MetricsServer::Impl {
    MHD_Daemon* daemon = nullptr;
};

base::Result<std::unique_ptr<MetricsServer>> MetricsServer::start(base::UniqueFd listener,
                                                                  shard::Shards& shards) {
    auto impl = std::make_unique<Impl>();
    impl->daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, 0, nullptr, nullptr, &handle, &shards,
        MHD_OPTION_LISTEN_SOCKET, listener.get(), MHD_OPTION_CONNECTION_LIMIT, connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout_s, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        connection_bytes, MHD_OPTION_END);
    if (impl->daemon == nullptr) return base::fail("cannot start the metrics server");
    (void)listener.release();  // libmicrohttpd closes it
    return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(impl)));
}

MetricsServer::MetricsServer(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}

MetricsServer::~MetricsServer() {
    MHD_stop_daemon(impl_->daemon);
}

}  // namespace gate64::dns64d::control
