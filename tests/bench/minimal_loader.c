// What one writes by hand to see the events of tests/bpf/bursts.bpf.c: load it,
// attach it, run a command, print each event as a line of JSON until it ends.
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

struct burst {
  unsigned long long time;
  unsigned long long number;
  unsigned pid;
  unsigned cpu;
  char comm[16];
  unsigned long long more[3];
};

static unsigned long long shown;

static int print(void* context, void* data, size_t size) {
  const struct burst* burst = data;

  (void)context;
  if (size != sizeof *burst) return 0;
  ++shown;
  printf(
      "{\"map\":\"events\",\"value\":{\"time\":%llu,\"number\":%llu,"
      "\"pid\":%u,\"cpu\":%u,\"comm\":\"%.16s\",\"more\":[%llu,%llu,%llu]}}\n",
      burst->time, burst->number, burst->pid, burst->cpu, burst->comm,
      burst->more[0], burst->more[1], burst->more[2]);
  return 0;
}

static pid_t start(char** command) {
  const pid_t pid = fork();

  if (pid == 0) {
    execv(command[0], command);
    _exit(127);
  }
  return pid;
}

int main(int argc, char** argv) {
  static char buffer[1 << 16];
  struct bpf_object* object;
  struct bpf_program* program;
  struct ring_buffer* ring;
  pid_t child;
  int status;

  if (argc < 3) return 2;
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  object = bpf_object__open(argv[1]);
  if (!object || bpf_object__load(object)) return 1;
  program = bpf_object__next_program(object, NULL);
  if (!bpf_program__attach(program)) return 1;
  ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"),
                          print, NULL, NULL);
  if (!ring) return 1;
  child = start(argv + 2);
  if (child < 0) return 1;
  while (waitpid(child, &status, WNOHANG) == 0) {
    const int result = ring_buffer__poll(ring, 100);
    if (result < 0 && result != -EINTR) return 1;
  }
  if (ring_buffer__consume(ring) < 0) return 1;
  printf("{\"shown\":%llu}\n", shown);
  return fflush(stdout) == 0 ? 0 : 1;
}
