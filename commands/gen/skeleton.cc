// gen skeleton: write the skeleton of an object: in C, in C++, or a
// description.
#include <optional>
#include <string>
#include <utility>

#include "commands/types/generated_file.h"
#include "commands/types/skeleton_words.h"
#include "src/cli/command.h"
#include "src/gen/c_skeleton.h"
#include "src/gen/cpp_skeleton.h"
#include "src/gen/describe.h"
#include "src/gen/light_skeleton.h"
#include "src/gen/object_file.h"
#include "src/sys/error.h"

namespace skep::commands {
namespace {

struct Options : Destination {
  cli::FilePath file;
  std::optional<std::string> name{};
  std::optional<SkeletonLanguage> language{};  // usually C
  std::optional<CppNamespace> name_space{};
  std::optional<gen::CLayout::Types> types{};
  std::optional<gen::Embedding::Kind> embed{};
};

SkeletonLanguage language_of(const Options& options) {
  return options.language.value_or(SkeletonLanguage::c);
}

void check_options(const Options& options, const cli::GlobalOptions& global) {
  const SkeletonLanguage language = language_of(options);
  if (global.uses_loader && options.embed)
    throw usage_error("-L leaves no object file to --embed");
  if (global.uses_loader && language == SkeletonLanguage::cpp)
    throw usage_error("-L is for --lang c");
  if (options.types && language != SkeletonLanguage::c)
    throw usage_error("--types is for --lang c");
  if (options.name_space && language != SkeletonLanguage::cpp)
    throw usage_error("--namespace is for --lang c++");
}

gen::Embedding embedding_of(const Options& options) {
  return {.kind = options.embed.value_or(gen::Embedding::Kind::literal),
          .path = options.file.path};
}

gen::CSkeletonOptions c_options(const Options& options) {
  return {.types = options.types.value_or(gen::CLayout::Types::outside),
          .embedding = embedding_of(options)};
}

gen::CppSkeletonOptions cpp_options(const Options& options) {
  return {.name_space = options.name_space.value_or(CppNamespace{}).name,
          .embedding = embedding_of(options)};
}

std::optional<SigningFiles> signing_files(const cli::GlobalOptions& options) {
  if (!options.signs_loader) return std::nullopt;
  return SigningFiles{.private_key = options.private_key,
                      .certificate = options.certificate};
}

std::string emit_light(const gen::ObjectFile& file, const Options& options,
                       const cli::GlobalOptions& global) {
  const auto light = gen::read_light_model(
      file.model(), file.object(), options.file.path, signing_files(global));
  return gen::emit_light_skeleton(file.model(), light,
                                  c_options(options).types);
}

std::string emit(const gen::ObjectFile& file, const Options& options,
                 const cli::GlobalOptions& global) {
  const gen::ObjectModel& model = file.model();
  switch (language_of(options)) {
    case SkeletonLanguage::c:
      return global.uses_loader
                 ? emit_light(file, options, global)
                 : gen::emit_c_skeleton(model, c_options(options));
    case SkeletonLanguage::cpp:
      return gen::emit_cpp_skeleton(model, cpp_options(options));
    case SkeletonLanguage::json:
      break;
  }
  Sink text;
  Writer description{text, Format::pretty};
  gen::describe(model, description);
  description.finish();
  return text.take();
}

// Of an object that the header holds, debuggers' data are left out; a file that
// is taken as it is has all of its bytes.
bool is_in_header(const Options& options) {
  return !options.embed || *options.embed == gen::Embedding::Kind::literal;
}

void run(const Options& options, cli::Context& context) {
  check_destination(options);
  check_options(options, context.options);
  const auto object = gen::ObjectFile::open(
      options.file.path, {.name = options.name,
                          .relaxed_maps = context.options.relaxes_maps,
                          .strips_debug = is_in_header(options)});
  deliver(options, emit(object, options, context.options), options.file.path,
          context);
  if (context.options.format != Format::text)
    gen::describe(object.model(), context.out);
}

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

cli::Command gen_skeleton() {
  return cli::command<Options>(
      "gen skeleton", "Generate the code to use an object with",
      with_destination<Options>(
          {cli::arg("FILE", &Options::file, "BPF object file"),
           cli::keyword("name", "OBJECT_NAME", &Options::name,
                        "name for all that is generated; else that of the "
                        "file"),
           cli::option("--lang", "LANGUAGE", &Options::language,
                       "a header for C and C++, one for C++ alone, or a "
                       "description in JSON"),
           cli::option("--namespace", "NAMESPACE", &Options::name_space,
                       "where all of a C++ header stands; else skel::NAME"),
           cli::option("--types", "WHERE", &Options::types,
                       "whether the types of variables are defined in the "
                       "header, or by its user"),
           cli::option("--embed", "HOW", &Options::embed,
                       "how the object gets into the program")}),
      run,
      {.details =
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
           "variables are described for other generators.",
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
                    {"The same for CMake", cmake_lists}}});
}

}  // namespace skep::commands
