// What a header that is shared with globals.bpf.c would hold.
#pragma once

struct point {
  int x;
  int y;
};
struct flags {
  unsigned ready : 1;
  unsigned level : 3;
  signed shift : 4;
  unsigned long long wide : 40;
};
union word {
  unsigned number;
  char bytes[4];
};
typedef struct {
  short low;
  long long high;
} pair_t;
enum color { red, green = 7, blue = -1 };
