// Record which functions of a program run: see scripts/order.
//
// record_functions ADDRESSES OUTPUT PROGRAM [ARGUMENT...]
//
// Each address (in hexadecimal, a line each) gets a breakpoint, which goes at
// its first hit; the addresses that were hit are appended to OUTPUT, in order.
// PROGRAM must not be position-independent; what it prints is thrown away.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct breakpoint {
  unsigned long address;
  unsigned char covered;  // the byte that is there otherwise
};

static const unsigned char trap = 0xcc;  // int3
static struct breakpoint* points;
static size_t count;

static void die(const char* what) {
  perror(what);
  exit(1);
}

static int compare(const void* left, const void* right) {
  const unsigned long a = ((const struct breakpoint*)left)->address;
  const unsigned long b = ((const struct breakpoint*)right)->address;
  return (a > b) - (a < b);
}

// Read the addresses, each once.
static void read_addresses(const char* path) {
  FILE* file = fopen(path, "r");
  if (!file) die(path);
  size_t room = 0;
  unsigned long address;
  while (fscanf(file, "%lx", &address) == 1) {
    if (count == room) {
      room = room * 2 + 1024;
      points = realloc(points, room * sizeof *points);
      if (!points) die("realloc");
    }
    points[count++].address = address;
  }
  fclose(file);
  qsort(points, count, sizeof *points, compare);
  size_t kept = 0;
  for (size_t i = 0; i < count; ++i)
    if (kept == 0 || points[kept - 1].address != points[i].address)
      points[kept++] = points[i];
  count = kept;
}

static pid_t start(char** words) {
  const pid_t child = fork();
  if (child < 0) die("fork");
  if (child > 0) return child;
  const int null = open("/dev/null", O_RDWR);
  dup2(null, STDIN_FILENO);
  dup2(null, STDOUT_FILENO);
  if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0) execv(words[0], words);
  die(words[0]);
  return 0;
}

static void put_breakpoints(int memory) {
  for (size_t i = 0; i < count; ++i) {
    const off_t at = (off_t)points[i].address;
    if (pread(memory, &points[i].covered, 1, at) != 1 ||
        pwrite(memory, &trap, 1, at) != 1)
      die("can't put a breakpoint");
  }
}

// Take away the breakpoint that a process has come to, and let it go on there;
// 0: it has come to none.
static unsigned long step_over(pid_t child, int memory) {
  struct user_regs_struct registers;
  if (ptrace(PTRACE_GETREGS, child, NULL, &registers) < 0) die("ptrace");
  const struct breakpoint here = {.address = registers.rip - 1};
  const struct breakpoint* found =
      bsearch(&here, points, count, sizeof *points, compare);
  if (!found) return 0;
  registers.rip = found->address;
  if (pwrite(memory, &found->covered, 1, (off_t)found->address) != 1 ||
      ptrace(PTRACE_SETREGS, child, NULL, &registers) < 0)
    die("can't take a breakpoint away");
  return found->address;
}

int main(int argc, char** argv) {
  if (argc < 4) {
    fprintf(stderr, "usage: %s ADDRESSES OUTPUT PROGRAM [ARGUMENT...]\n",
            argv[0]);
    return 2;
  }
  read_addresses(argv[1]);
  FILE* output = fopen(argv[2], "a");
  if (!output) die(argv[2]);
  const pid_t child = start(argv + 3);
  int status;
  waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) return 1;
  char path[32];
  snprintf(path, sizeof path, "/proc/%d/mem", (int)child);
  const int memory = open(path, O_RDWR);
  if (memory < 0) die(path);
  put_breakpoints(memory);
  for (int signal = 0;;) {
    if (ptrace(PTRACE_CONT, child, NULL, (long)signal) < 0) die("ptrace");
    if (waitpid(child, &status, 0) < 0) die("waitpid");
    if (!WIFSTOPPED(status)) break;
    signal = WSTOPSIG(status);
    const unsigned long hit = signal == SIGTRAP ? step_over(child, memory) : 0;
    if (hit == 0) continue;
    signal = 0;
    fprintf(output, "%lx\n", hit);
  }
  fclose(output);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
