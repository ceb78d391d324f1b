#include "src/iter/socket_row.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "src/iter/cell_format.h"
#include "src/iter/row_value.h"

namespace skep::iter {
namespace {

// States as the kernel numbers them, for all protocols.
constexpr std::uint64_t time_wait = 6;
constexpr std::uint64_t closed = 7;
constexpr std::uint64_t new_syn_recv = 12;

// The places of the fields of a TCP or UDP socket.
enum InetField : std::size_t {
  family,
  inet_state,
  local4,
  local6,
  local_port,
  peer4,
  peer6,
  peer_port,
  inet_uid,
  inet_inode,
  substate  // of what stands in for a socket that is closed
};

// Of a program's argument `socket` and its path as a struct sock_common.
std::vector<std::string> inet_fields(const std::string& common,
                                     const std::string& socket) {
  return {common + ".skc_family",
          common + ".skc_state",
          common + ".skc_rcv_saddr",
          common + ".skc_v6_rcv_saddr|-",
          common + ".skc_num",
          common + ".skc_daddr",
          common + ".skc_v6_daddr|-",
          common + ".skc_dport",
          "uid",
          socket + "@sock.sk_socket.file.f_inode.i_ino",
          socket + "@inet_timewait_sock.tw_substate|-"};
}

std::string port_text(std::uint64_t port) {
  return port == 0 ? "*" : std::to_string(port);
}

// Return 10.0.0.1:80 or [fe80::1]:80; * stands for no port.
std::string inet_text(const SocketFields& fields, InetField v4, InetField v6,
                      InetField port) {
  const CellFormat ip = cell_format("ip");
  const std::string number = port_text(fields.number(port));
  if (fields.number(family) == AF_INET6 && fields.has(v6))
    return fmt::format("[{}]:{}", ip(fields.bytes(v6)), number);
  return fmt::format("{}:{}", ip(fields.bytes(v4)), number);
}

CellRow inet_row(const SocketFields& fields, std::string protocol,
                 std::string state) {
  const std::uint64_t number = fields.number(inet_state);
  // What stands in for the socket then is shorter than one.
  const bool is_whole = number != time_wait && number != new_syn_recv;
  return {std::move(protocol),
          std::move(state),
          inet_text(fields, local4, local6, local_port),
          inet_text(fields, peer4, peer6, peer_port),
          fields.number_cell(inet_uid),
          is_whole ? fields.number_cell(inet_inode) : Cell{}};
}

std::string state_text(std::uint64_t state) {
  return cell_format("tcp")(bytes_of(state));
}

// Where there are no connections to be closed, that state means another thing.
std::string datagram_state_text(std::uint64_t state) {
  return state == closed ? "UNCONNECTED" : state_text(state);
}

// FIN_WAIT_2 goes on in what stands in for the socket.
CellRow tcp_row(const SocketFields& fields) {
  std::uint64_t state = fields.number(inet_state);
  if (state == time_wait && fields.has(substate))
    state = fields.number(substate);
  return inet_row(fields, "tcp", state_text(state));
}

CellRow udp_row(const SocketFields& fields) {
  return inet_row(fields, "udp",
                  datagram_state_text(fields.number(inet_state)));
}

enum UnixField : std::size_t {
  unix_state,
  length,
  path,
  peer_length,
  peer_path,
  unix_uid,
  unix_inode
};

std::vector<std::string> unix_fields() {
  return {"unix_sk@sock_common.skc_state",
          "addr.len",
          "addr.name[0].sun_path",
          "peer@unix_sock.addr.len",
          "peer@unix_sock.addr.name[0].sun_path",
          "uid",
          "unix_sk@sock.sk_socket.file.f_inode.i_ino"};
}

// Return the path of a socket, or @NAME of one without a file, in which every
// NUL is a @ as well; nothing of one without a name.
Cell unix_name(const SocketFields& fields, UnixField length_field,
               UnixField path_field) {
  constexpr std::size_t start = offsetof(sockaddr_un, sun_path);
  const std::uint64_t size = fields.number(length_field);
  if (size <= start || !fields.has(path_field)) return {};
  const std::string_view bytes = text_of(fields.bytes(path_field));
  std::string name{bytes.substr(0, size - start)};
  if (!name.starts_with('\0')) return name.substr(0, name.find('\0'));
  std::replace(name.begin(), name.end(), '\0', '@');
  return name;
}

CellRow unix_row(const SocketFields& fields) {
  return {std::string{"unix"},
          datagram_state_text(fields.number(unix_state)),
          unix_name(fields, length, path),
          unix_name(fields, peer_length, peer_path),
          fields.number_cell(unix_uid),
          fields.number_cell(unix_inode)};
}

enum NetlinkField : std::size_t {
  family_of_netlink,
  port_id,
  peer_port_id,
  netlink_uid,
  netlink_inode
};

std::vector<std::string> netlink_fields() {
  return {"sk@sock.sk_protocol", "portid", "dst_portid", "sk@sock.sk_uid.val",
          "sk@sock.sk_socket.file.f_inode.i_ino"};
}

// The place in the list is the kernel's number: NETLINK_ROUTE is 0.
constexpr std::array<std::string_view, 23> netlink_families{
    "route",     "unused",   "usersock", "firewall", "sock_diag",  "nflog",
    "xfrm",      "selinux",  "iscsi",    "audit",    "fib_lookup", "connector",
    "netfilter", "ip6_fw",   "dnrtmsg",  "uevent",   "generic",    "17",
    "scsi",      "ecryptfs", "rdma",     "crypto",   "smc"};

std::string netlink_text(std::uint64_t number, std::uint64_t port) {
  const std::string name = number < netlink_families.size()
                               ? std::string{netlink_families[number]}
                               : std::to_string(number);
  return fmt::format("{}:{}", name, port);
}

CellRow netlink_row(const SocketFields& fields) {
  const std::uint64_t number = fields.number(family_of_netlink);
  const std::uint64_t peer = fields.number(peer_port_id);
  return {std::string{"netlink"},
          Cell{},
          netlink_text(number, fields.number(port_id)),
          peer == 0 ? Cell{} : Cell{netlink_text(number, peer)},
          fields.number_cell(netlink_uid),
          fields.number_cell(netlink_inode)};
}

}  // namespace

bool SocketFields::has(std::size_t place) const {
  return has_value(row_, place);
}

std::uint64_t SocketFields::number(std::size_t place) const {
  if (!has(place)) return 0;
  return number_in(kernel_, projection_.columns[place], bytes(place));
}

ByteView SocketFields::bytes(std::size_t place) const {
  if (!has(place)) return {};
  return bytes_in(row_, projection_.columns[place]);
}

Cell SocketFields::number_cell(std::size_t place) const {
  if (!has(place)) return {};
  return number(place);
}

std::vector<SocketKind> socket_kinds() {
  return {{"tcp", inet_fields("sk_common", "sk_common"), tcp_row},
          {"udp", inet_fields("udp_sk@sock_common", "udp_sk"), udp_row},
          {"unix", unix_fields(), unix_row},
          {"netlink", netlink_fields(), netlink_row}};
}

const std::vector<TableColumn>& socket_columns() {
  static const std::vector<TableColumn> columns{{"protocol"},  {"state"},
                                                {"local"},     {"peer"},
                                                {"uid", true}, {"inode", true}};
  return columns;
}

}  // namespace skep::iter
