// SPDX-License-Identifier: GPL-2.0
// Names for a test to write others over, in the tables of the object: each is
// a word and 300 underscores.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define LONG_10(x) PASTE(x, __________)
#define LONG_50(x) LONG_10(LONG_10(LONG_10(LONG_10(LONG_10(x)))))
#define LONG_150(x) LONG_50(LONG_50(LONG_50(x)))
#define LONG(x) LONG_150(LONG_150(x))
#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

#define tagged __attribute__((btf_type_tag(TEXT(LONG(a_tag)))))

enum LONG(an_enum) { LONG(an_enumerator) = 7 };
typedef enum LONG(an_enum) LONG(a_typedef);
struct LONG(a_pointee);

struct LONG(a_type) {
  int LONG(a_member);
  LONG(a_typedef) choice;
  struct LONG(a_pointee) * pointer;
  int tagged* other;
};

struct LONG(a_type) LONG(a_variable) = {1};
int custom SEC(TEXT(LONG(.data.a_section))) = 1;
struct {
  int LONG(an_inner_member);
} inner;
enum { LONG(a_constant) = 1 } constant;
// Nothing but what makes way for it depends on this one.
int harmless = 3;

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, int);
  __type(value, struct LONG(a_type));
} LONG(a_map) SEC(".maps");

SEC(TEXT(LONG(a_program_section)))
int LONG(a_program)(void *ctx) {
  (void)ctx;
  return harmless + custom + inner.LONG(an_inner_member) + constant +
         LONG(a_variable).LONG(a_member);
}

char _license[] SEC("license") = "GPL";
