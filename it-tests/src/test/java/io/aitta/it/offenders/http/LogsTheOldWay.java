package io.aitta.it.offenders.http;

import java.util.logging.Logger;

/** Logs where nobody looks. */
public final class LogsTheOldWay {
  private LogsTheOldWay() {}

  static Logger logger() {
    return Logger.getLogger("old");
  }
}
