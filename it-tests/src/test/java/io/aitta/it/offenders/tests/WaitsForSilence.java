package io.aitta.it.offenders.tests;

import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;

/** Takes silence for proof. */
public final class WaitsForSilence {
  private WaitsForSilence() {}

  static void quiet(TestProbe<String> probe) {
    probe.expectNoMessage(Duration.ofMillis(1));
  }
}
