// A process that makes and destroys BPF objects as fast as it can.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace skep::test {

// Names of at most 15 characters that no other churn has: all objects of one
// begin with `prefix`, and are called only so.
struct ChurnNames {
  ChurnNames();
  // Is this one of the names, whole?
  [[nodiscard]] bool has(const std::string& name) const;

  std::string prefix;
  std::string map;
  std::string prog;
  std::string data;  // the map of an object's read-only data
};

// What the process works on; all of it is the test's.
struct ChurnPlace {
  ChurnNames names;
  std::string bpffs;   // where it pins, in directories that come and go
  std::string cgroup;  // where it attaches links
  std::string object;  // an object file with read-only data alone
  // Maps whose elements come and go: those with keys from first_churned to
  // end_of_churned.
  int hash = -1;
  int trie = -1;
};

constexpr std::uint32_t first_churned = 32;
constexpr std::uint32_t end_of_churned = 800;

// A key of the trie: all of its bits count.
struct TrieKey {
  std::uint32_t bits = 32;
  std::uint32_t key = 0;
};

class Churn {
 public:
  // Start the process. It ends with this object, or with the test.
  explicit Churn(const ChurnPlace& place);
  Churn(const Churn&) = delete;
  Churn& operator=(const Churn&) = delete;
  ~Churn();

  // Objects made and destroyed until now.
  [[nodiscard]] std::uint64_t count() const;
  // End the process; return whether all went well for it.
  bool end();

 private:
  struct Shared {
    std::atomic<bool> is_over{false};
    std::atomic<std::uint64_t> objects{0};
  };
  friend class Churner;

  Shared* shared_;
  pid_t pid_ = -1;
};

}  // namespace skep::test
