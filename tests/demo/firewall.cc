// Uses the C++ skeleton of tests/bpf/firewall.bpf.c on the loopback device:
// blocks ports, sends packets there, and asks the program what it saw.
#include <arpa/inet.h>
#include <net/if.h>
#include <sys/socket.h>

#include <iostream>

#include "firewall.skel.hpp"

static void send_packet(std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  sendto(fd, "x", 1, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
  close(fd);
}

int main() {
  auto opened = skel::firewall::opened::open().value();
  opened.rodata().always_blocked = 4242;
  auto firewall = std::move(opened).load().value();

  firewall.maps.blocked.put(9, {}).value();
  firewall.links.firewall =
      firewall.progs.firewall.attach_xdp(if_nametoindex("lo")).value();
  for (const std::uint16_t port : {4242, 9, 9}) send_packet(port);

  std::cout << "the firewall saw " << firewall.bss().seen << " packets\n";
  for (const auto& [port, verdict] : firewall.maps.blocked.entries())
    std::cout << verdict.packets << " to port " << port << " dropped\n";
}
