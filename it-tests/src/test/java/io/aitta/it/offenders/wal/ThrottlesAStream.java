package io.aitta.it.offenders.wal;

import java.time.Duration;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** Uses an operator with a clock of its own. */
public final class ThrottlesAStream {
  private ThrottlesAStream() {}

  static Source<Integer, NotUsed> slow(Source<Integer, NotUsed> fast) {
    return fast.throttle(1, Duration.ofSeconds(1));
  }
}
