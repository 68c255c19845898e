#include "app/interruption.h"

#include <csignal>
#include <initializer_list>

namespace knowhow::app {

namespace {
volatile std::sig_atomic_t came = 0;
void note(int) { came = 1; }
}  // namespace

void watch_for_interruption() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (int signal : {SIGINT, SIGTERM, SIGUSR1}) sigaction(signal, &action, nullptr);
}

bool interruption_came() { return came != 0; }

}  // namespace knowhow::app
