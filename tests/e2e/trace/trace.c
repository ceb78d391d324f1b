#include <stdio.h>
#include <unistd.h>

#include "trace.skel.h"

int main(void) {
  struct trace_bpf *trace = trace_bpf__open_and_load();

  if (!trace || trace_bpf__attach(trace)) return 1;
  getppid();
  trace_bpf__detach(trace);
  printf("%s\n", trace->bss->calls ? "counted" : "nothing");
  trace_bpf__destroy(trace);
  return 0;
}
