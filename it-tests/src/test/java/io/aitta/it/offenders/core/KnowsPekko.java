package io.aitta.it.offenders.core;

import org.apache.pekko.Done;

/** Pure Java that is not pure. */
public final class KnowsPekko {
  private KnowsPekko() {}

  static Object done() {
    return Done.getInstance();
  }
}
