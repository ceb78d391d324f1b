// A library in user space, and a program that links it: in the common words of
// C and C++, with headers by bpftool or skep.
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include SKELETON

#define CHECK(condition)                                  \
  do {                                                    \
    if (!(condition)) {                                   \
      fprintf(stderr, "failed: %s (%d)\n", #condition, errno); \
      return 1;                                           \
    }                                                     \
  } while (0)

static int use_library(const struct bpf_object *object) {
  struct library *part = library__open(object);

  CHECK(part);
  CHECK(part->maps.seen && bpf_map__fd(part->maps.seen) >= 0);
  CHECK(part->maps.bss);
  CHECK(*part->rodata.library_step == 3);
  CHECK((*part->data.library_sizes)[1] == 5);
  CHECK(*part->bss.library_calls >= 6 && *part->bss.library_calls % 6 == 0);
  *part->bss.library_calls = 0;
  library__destroy(part);
  library__destroy(NULL);
  return 0;
}

static int configure_library(const struct bpf_object *object) {
  struct library *part = library__open(object);

  CHECK(part);
  *(int *)part->rodata.library_step = 3;
  library__destroy(part);
  return 0;
}

static int run(struct app *app) {
  int failed;

  CHECK(configure_library(app->obj) == 0);
  CHECK(app__load(app) == 0);
  app->bss->user_pid = getpid();
  CHECK(app__attach(app) == 0);
  getppid();
  app__detach(app);
  CHECK(app->data->user_calls > 7);
  failed = use_library(app->obj);
  CHECK(app->bss->library_calls == 0);
  return failed;
}

static int check_stranger(void) {
  struct bpf_object *stranger = bpf_object__open_file("/proc/self/exe", NULL);

  CHECK(!stranger);
  CHECK(!library__open(NULL));
  CHECK(errno == EINVAL);
  return 0;
}

int main(void) {
  struct app *app = app__open();
  int failed;

  libbpf_set_print(NULL);
  CHECK(app);
  failed = run(app) || check_stranger();
  app__destroy(app);
  return failed;
}
