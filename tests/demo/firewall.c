// Uses the skeleton of tests/bpf/firewall.bpf.c on the loopback device: sends
// packets to a port that it blocks, and asks the program what it saw.
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "firewall.skel.h"

enum { port = 4242, packets = 3 };

static int send_packets(void) {
  const struct sockaddr_in to = {.sin_family = AF_INET,
                                 .sin_port = htons(port),
                                 .sin_addr = {htonl(INADDR_LOOPBACK)}};
  const int fd = socket(AF_INET, SOCK_DGRAM, 0);
  int sent = 0;
  while (fd >= 0 && sent < packets &&
         sendto(fd, "x", 1, 0, (const struct sockaddr *)&to, sizeof to) == 1)
    ++sent;
  if (fd >= 0) close(fd);
  return sent;
}

int main(void) {
  struct firewall_bpf *skel = firewall_bpf__open();
  int sent = 0;
  if (skel == NULL) return 1;
  skel->rodata->always_blocked = port;
  if (firewall_bpf__load(skel) == 0) {
    skel->links.firewall =
        bpf_program__attach_xdp(skel->progs.firewall, (int)if_nametoindex("lo"));
    if (skel->links.firewall != NULL) sent = send_packets();
    printf("sent %d packets, the firewall saw %llu\n", sent,
           (unsigned long long)skel->bss->seen);
    if (skel->bss->seen < packets) sent = 0;
  }
  firewall_bpf__destroy(skel);
  return sent == packets ? 0 : 1;
}
