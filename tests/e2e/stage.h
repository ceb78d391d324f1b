// Each verb of skep with something to do, and what can be seen of the stage
// before and after it.
#pragma once

#include <linux/bpf.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/traced.h"

namespace skep::test {

// A command line and the state in which it starts.
struct Scene {
  std::string line;
  // Prepare what the line works on; all else is cleared away before.
  std::function<void()> prepare{};
  // Tell what the line may change beside pins and files. It may take away from
  // what it looks at.
  std::function<std::string()> look{};
  // It needs the mounts that mount_apart() makes.
  bool is_apart = false;
};

// What a scene comes to when nothing is in its way.
struct Rehearsal {
  std::string line;
  TracedRun run;
  std::string before;  // Stage::state()
  std::string after;

  // Does a run print what this one did? Ids and the order of elements differ.
  [[nodiscard]] bool has_same_output(const Result& result) const;
};

// Does a result tell of an error, in the way that was asked for?
bool tells_error(const Result& result, bool as_json);

// Return a text without numbers.
std::string without_numbers(const std::string& text);

// Where the scenes take place.
class Stage {
 public:
  Stage();

  [[nodiscard]] const std::vector<Scene>& scenes() const { return scenes_; }
  // The BPF file system.
  [[nodiscard]] const std::string& pins() const { return bpffs_.path(); }
  // A place for a pin.
  [[nodiscard]] std::string at(const std::string& name) const {
    return bpffs_ / name;
  }
  // Bring everything to where a scene starts.
  void reset(const Scene& scene) const;
  // Play a scene without a disturbance.
  [[nodiscard]] Rehearsal rehearse(const Scene& scene, bool as_json) const;
  // Play it with one.
  [[nodiscard]] TracedRun play(const Scene& scene, const Rehearsal& usual,
                               const Disturbance& disturbance) const;
  // Return the names of pins and files, and what the scene looks at.
  [[nodiscard]] std::string state(const Scene& scene) const;
  // Unlink all pins, wait, and return how many maps there are still that only
  // the scenes can have made. Programs and links would keep theirs.
  [[nodiscard]] std::size_t count_leftovers() const;

 private:
  void add_map_scenes();
  void add_bulk_scenes();
  void add_map_scene(const std::string& words, bpf_map_type type);
  void add_prog_scenes();
  void add_attach_scenes();
  void add_attach_scene(const std::string& object, const std::string& hook);
  void add_direct_scene(const std::string& verb);
  void add_link_scenes();
  void add_iter_scenes();
  void add_other_scenes();

  void pin(int fd, const std::string& name) const;
  void pin_program(const Loaded& object) const;

  Bpffs bpffs_;
  TempDir dir_;
  Cgroup cgroup_;
  Tracefs tracefs_;
  // Maps that this object makes have names of its own, as has map_name_.
  ObjectCopy object_{"several"};
  std::string map_name_ = object_.name() + ".m";
  std::string prog_name_ = unique_name("s");
  Fd named_prog_ = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER, prog_name_);
  Loaded several_{"several"};
  Loaded sockets_{"sk_msg"};
  Loaded cgroup_skb_{"cgroup_skb"};
  Loaded iterator_{"iter_bpf_map_elem"};
  std::vector<Scene> scenes_{};
};

}  // namespace skep::test
