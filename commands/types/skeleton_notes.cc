#include "commands/types/skeleton_notes.h"

namespace skep::commands {
namespace {

constexpr const char* details =
    "The header holds the object file itself, a struct with its "
    "programs, maps and links, one struct for each section of global "
    "variables, and functions to open, load, attach, detach and "
    "destroy it all. It is for libbpf's users and takes the place of "
    "the header that bpftool writes.\n\n"
    "Names that C++ reserves end in an underscore there: a map called "
    "class is maps.class_ in C++ and maps.class in C. Names that "
    "become the same, or clash with a section, get _2.\n\n"
    "Structs, unions and enums that global variables are of have to be "
    "defined before the header is included, as by the header that is "
    "shared with the BPF program; the skeleton lists them and checks "
    "their sizes. With --types inline it defines them itself and "
    "compiles alone; those that C's headers may define as well get the "
    "object's name in front. Numbers need no definition: u64 is "
    "written as __u64.\n\n"
    "The header holds the object's bytes, without what only debuggers "
    "read. With --embed incbin it names the file, whose bytes the "
    "assembler takes: large objects compile far faster. The path is "
    "FILE as given; defining NAME_SKEL_OBJECT before the header is "
    "included names another one. With --embed extern the linker brings "
    "the bytes between NAME__elf_start and NAME__elf_end, symbols that "
    "you define.\n\n"
    "With -L, the header is for users without libbpf, also inside the "
    "kernel: it holds a program that loads the object, and needs "
    "nothing but libbpf's header bpf/skel_internal.h. Values of "
    ".kconfig are those of the kernel that runs now. Such a program "
    "can't fill struct_ops, arenas and program arrays, and can't load "
    "more than 32 programs, functions included. With -S as well, it is "
    "signed for kernels that check that (since 6.18): keyring_id, a "
    "member, says on which keyring they find the certificate.\n\n"
    "With --lang c++, the header is for C++17 and later, and needs "
    "libbpf >= 1.0 alone. The object is of another class in each phase "
    "of its life: opened::open() gives one whose constants, sizes and "
    "programs can be changed; prepare() one whose maps are there; "
    "load() one whose programs are. Each takes the place of the one "
    "before, and closes what it holds. maps.NAME has the types of keys "
    "and values: get, put, erase, entries, batches, values by CPU, "
    "events of ring and perf buffers; progs.NAME the hooks of its "
    "type, whose links are values; bss(), rodata() and so on are "
    "structs. attach() and pin_all() do all, or nothing. What can fail "
    "returns a skep::result: look whether it holds a value, or take "
    "the value() and have an exception otherwise; with "
    "-fno-exceptions the program ends there. Types are in a namespace "
    "of their own, with the widths that BPF has; what C++ can't say "
    "becomes bytes. Events of a ring buffer have a type if any "
    "variable, such as `struct event *unused`, leads to it. Variables "
    "are in the program's memory since Linux 5.5.\n\n"
    "With -j, or --lang json, the object's programs, maps and "
    "variables are described for other generators.";

constexpr const char* makefile =
    R"(CFLAGS := -g -O2 $(shell pkg-config --cflags libbpf)
LDLIBS := $(shell pkg-config --libs libbpf)
BPF_CFLAGS := -target bpf -g -O2 $(shell pkg-config --cflags libbpf)

trace: trace.o
trace.o: trace.skel.h

%.skel.h: %.bpf.o
	skep gen skeleton $< -o $@

%.bpf.o: %.bpf.c vmlinux.h
	clang $(BPF_CFLAGS) -c $< -o $@

vmlinux.h:
	skep btf dump file /sys/kernel/btf/vmlinux format c > $@)";

constexpr const char* meson_build = R"(project('trace', 'c')
libbpf = dependency('libbpf')
clang = find_program('clang')
skep = find_program('skep')

vmlinux = custom_target(
  output: 'vmlinux.h',
  capture: true,
  command: [skep, 'btf', 'dump', 'file', '/sys/kernel/btf/vmlinux', 'format', 'c'])

object = custom_target(
  input: ['trace.bpf.c', vmlinux],
  output: 'trace.bpf.o',
  command: [clang, '-target', 'bpf', '-g', '-O2', '-I@OUTDIR@',
            '-I' + libbpf.get_variable('includedir'),
            '-c', '@INPUT0@', '-o', '@OUTPUT@'])

skeleton = custom_target(
  input: object,
  output: 'trace.skel.h',
  command: [skep, 'gen', 'skeleton', '@INPUT@', '-o', '@OUTPUT@'])

executable('trace', 'trace.c', skeleton, dependencies: libbpf))";

constexpr const char* cmake_lists = R"(cmake_minimum_required(VERSION 3.20)
project(trace LANGUAGES C)
find_package(skep REQUIRED)

skep_add_bpf_object(trace_skeleton SOURCE trace.bpf.c)
add_executable(trace trace.c)
target_link_libraries(trace PRIVATE trace_skeleton))";

}  // namespace

cli::Notes skeleton_notes() {
  return {
      .details = details,
      .examples = {{"gen skeleton trace.bpf.o",
                    "Print the header, with struct trace_bpf"},
                   {"gen skeleton trace.bpf.o name trace",
                    "The same with struct trace"},
                   {"-L gen skeleton trace.bpf.o",
                    "Print one that needs no libbpf"},
                   {"gen skeleton trace.bpf.o name trace --lang c++",
                    "A header of C++, with the namespace skel::trace"},
                   {"gen skeleton trace.bpf.o -o trace.skel.h --depfile "
                    "trace.skel.d",
                    "Write the header, and a rule that says when to write it "
                    "again"},
                   {"gen skeleton trace.bpf.o -o trace.skel.h --check",
                    "Fail if the header is not that of the object"}},
      .aliases = {},
      .listings = {{"A Makefile for trace.c and trace.bpf.c", makefile},
                   {"The same for Meson", meson_build},
                   {"The same for CMake", cmake_lists}}};
}

}  // namespace skep::commands
