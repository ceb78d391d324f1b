#include "tests/e2e/forked.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

namespace skep::test {

void redirect_output(const std::string& output) {
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  ::dup2(::open((output + ".out").c_str(), flags, 0600), STDOUT_FILENO);
  ::dup2(::open((output + ".err").c_str(), flags, 0600), STDERR_FILENO);
}

void become_skep(std::string_view line) {
  std::vector<std::string> words = split_words(line);
  words.insert(words.begin(), skep_program());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

Result wait_for_forked(pid_t child, const std::string& output) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
          read_text(output + ".out"), read_text(output + ".err")};
}

}  // namespace skep::test
