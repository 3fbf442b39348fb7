package io.aitta.actors.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.actors.engine.Events;
import io.aitta.actors.engine.Meters;
import io.aitta.actors.engine.Pressure;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PacingTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final int GROUP_BYTES = 100_000;
  private static final long LEAST = 64L << 20;

  private final Meters meters = new Meters();
  private final Pacing pacing =
      new Pacing(new Events("/data", LoggerFactory.getLogger("io.aitta.store")), meters, 0);
  private long now;

  /** What is taken in a second of which each millisecond brings so many groups, if they may. */
  private long takenInASecond(int groupsAMilli) {
    long taken = 0;
    for (long end = now + SECOND; now < end; now += MILLI) {
      for (int i = 0; i < groupsAMilli && pacing.mayTake(now); i++) {
        pacing.took(GROUP_BYTES, now);
        taken += GROUP_BYTES;
      }
    }
    return taken;
  }

  private void pressure(double share) {
    pacing.set(new Pressure(false, share, "planted"), now);
  }

  @Test
  void withNothingBehindEverythingIsTaken() {
    assertThat(takenInASecond(50)).isEqualTo(50_000L * GROUP_BYTES);
  }

  @Test
  void writersAreHeldBackToAShareOfWhatTheyGaveBefore() {
    for (int second = 0; second < 3; second++) {
      takenInASecond(4); // 400 MB/s
    }
    pressure(0.75);
    takenInASecond(50);
    assertThat(takenInASecond(50)).isCloseTo(300_000_000, Percentage.withPercentage(2));
    pressure(0.25);
    takenInASecond(50);
    assertThat(takenInASecond(50)).isCloseTo(100_000_000, Percentage.withPercentage(2));
  }

  @Test
  void whoGaveLittleBeforeIsHeldBackFromALeastRate() {
    takenInASecond(0);
    pressure(0.5);
    takenInASecond(50);
    assertThat(takenInASecond(50)).isCloseTo(LEAST / 2, Percentage.withPercentage(2));
  }

  @Test
  void whatTheyGaveBeforeIsForgottenSlowly() {
    for (int second = 0; second < 2; second++) {
      takenInASecond(8); // 800 MB/s
    }
    for (int second = 0; second < 3; second++) { // the third is not over
      takenInASecond(1);
    }
    pressure(0.5);
    takenInASecond(50);
    long eighthLessTwice = 800_000_000L * 7 / 8 * 7 / 8;
    assertThat(takenInASecond(50)).isCloseTo(eighthLessTwice / 2, Percentage.withPercentage(2));
  }

  @Test
  void nothingIsTakenWhileWritesAreStoppedNorCreditedAfterwards() {
    pacing.set(new Pressure(true, 0, "planted"), now);
    assertThat(takenInASecond(50)).isZero();
    pacing.set(Pressure.NONE, now);
    assertThat(pacing.mayTake(now)).isTrue();
    assertThat(meters.writesHeldBackMillis.sum()).isEqualTo(1_000);
  }
}
