#pragma once
// Ctrl-C and its relatives: a flag that is looked at between runs. A second signal ends the program at once.

namespace knowhow::app {

/// From now on SIGINT, SIGTERM and SIGUSR1 set the flag.
void watch_for_interruption();
bool interruption_came();

}  // namespace knowhow::app
