// Attaching and pinning all of an object, or nothing of it.
#pragma once

#include <sys/stat.h>

#include <vector>

#include "src/gen/runtime/object.h"

namespace skep::v0 {

// What has become of a program, or a struct_ops map, in attach().
struct attach_outcome {
  enum class state {
    skipped,   // switched off, held by a link, or without a target in its SEC()
    attached,  // and detached again if another one failed
    failed,
  };
  const char* name = "";
  state what = state::skipped;
  int code = 0;  // errno, of what failed
};

// Attaches one after the other, and lets go of all unless it is kept.
class attach_transaction {
 public:
  // With `goes_on`, what comes behind a failure is tried as well.
  explicit attach_transaction(bool goes_on) noexcept : goes_on_(goes_on) {}
  attach_transaction(const attach_transaction&) = delete;
  attach_transaction& operator=(const attach_transaction&) = delete;
  ~attach_transaction() {
    while (!made_.empty()) {  // the last one first
      *made_.back() = link{};
      made_.pop_back();
    }
  }

  attach_outcome add_program(::bpf_program* program, bool has_target,
                             object_owner* owner, link& slot) {
    attach_outcome outcome;
    outcome.name = ::bpf_program__name(program);
    if (!goes_on() || slot || !::bpf_program__autoload(program) ||
        !::bpf_program__autoattach(program))
      return outcome;
    ::bpf_link* native = ::bpf_program__attach(program);
    // libbpf's word for a program that says nowhere where to attach it.
    if (native == nullptr && errno == EOPNOTSUPP && !has_target) return outcome;
    return keep(native, owner, slot, outcome);
  }

  attach_outcome add_map(::bpf_map* map, object_owner* owner, link& slot) {
    attach_outcome outcome;
    outcome.name = ::bpf_map__name(map);
    if (!goes_on() || slot || !::bpf_map__autocreate(map)) return outcome;
#if SKEP_LIBBPF(1, 5)
    if (!::bpf_map__autoattach(map)) return outcome;
#endif
    return keep(::bpf_map__attach_struct_ops(map), owner, slot, outcome);
  }

  // Let what is attached stay so, if nothing has failed.
  result<> commit() noexcept {
    if (status_) made_.clear();
    return status_;
  }

 private:
  bool goes_on() const noexcept { return goes_on_ || status_; }

  attach_outcome keep(::bpf_link* native, object_owner* owner, link& slot,
                      attach_outcome outcome) {
    outcome.code = native == nullptr ? errno : 0;
    outcome.what = native == nullptr ? attach_outcome::state::failed
                                     : attach_outcome::state::attached;
    if (native == nullptr) {
      if (status_) status_ = error_info{outcome.code, "attach", outcome.name};
      return outcome;
    }
    slot = link{native, owner->shared_from_this()};
    made_.push_back(&slot);
    return outcome;
  }

  bool goes_on_;
  result<> status_;  // the first one
  std::vector<link*> made_;
};

// Pins one after the other, and unpins all unless it is kept.
class pin_transaction {
 public:
  // `directory` is in a BPF file system; it is made if it is not there.
  explicit pin_transaction(const char* directory) : directory_(directory) {
    make_directory(directory_);
  }
  pin_transaction(const pin_transaction&) = delete;
  pin_transaction& operator=(const pin_transaction&) = delete;
  ~pin_transaction() {
    while (!undo_.empty()) {  // the last one first
      undo_.back().undo(undo_.back());
      undo_.pop_back();
    }
  }

  // Begin with a directory of this name.
  void enter(const char* name) {
    if (status_) make_directory(group_ = directory_ + "/" + name);
  }

  void add(::bpf_map* map, const char* file) {
    if (::bpf_map__fd(map) < 0 || ::bpf_map__is_pinned(map)) return;
    pin(map, file, ::bpf_map__pin, [](const step& done) {
      ::bpf_map__unpin(static_cast<::bpf_map*>(done.what), done.path.c_str());
    });
  }
  void add(::bpf_program* program, const char* file) {
    if (::bpf_program__fd(program) < 0) return;
    pin(program, file, ::bpf_program__pin, [](const step& done) {
      ::bpf_program__unpin(static_cast<::bpf_program*>(done.what),
                           done.path.c_str());
    });
  }
  void add(const link& attached, const char* file) {
    if (!attached) return;
    pin(attached.native(), file, ::bpf_link__pin, [](const step& done) {
      ::bpf_link__unpin(static_cast<::bpf_link*>(done.what));
    });
  }

  // Let all stay, if nothing has failed.
  result<> commit() noexcept {
    if (status_) undo_.clear();
    return status_;
  }

 private:
  struct step {
    void* what;
    std::string path;
    void (*undo)(const step&);
  };

  void make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) == 0)
      undo_.push_back({nullptr, path,
                       [](const step& done) { ::rmdir(done.path.c_str()); }});
    else if (errno != EEXIST)
      status_ = error_info{errno, "make directory", path.c_str()};
  }

  template <typename Object>
  void pin(Object* object, const char* file,
           int (*function)(Object*, const char*), void (*undo)(const step&)) {
    if (!status_) return;
    const std::string path = group_ + "/" + file;
    const int error = function(object, path.c_str());
    if (error < 0)
      status_ = error_info{error, "pin at", path.c_str()};
    else
      undo_.push_back({object, path, undo});
  }

  std::string directory_;
  std::string group_;
  result<> status_;
  std::vector<step> undo_;
};

}  // namespace skep::v0
