package io.aitta.actors.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.StoreException;
import io.aitta.core.format.Operation;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CommitDelayTest {
  private static final long MAX = 250_000;

  private long now = 1_000_000_000;
  private final CommitDelay delay = new CommitDelay(MAX, () -> now);

  private static PendingWrite write(int valueBytes) {
    var put = Operation.put(1, Bytes.utf8("key"), Bytes.wrap(new byte[valueBytes]));
    return new PendingWrite(new Operation[] {put}, null, Durability.DISK, Long.MAX_VALUE) {
      @Override
      protected void onCommitted(Committed committed) {}

      @Override
      protected void onRefused(StoreException why) {}
    };
  }

  private static Group group(int writes, int valueBytes) {
    Group group = new Group(0, 1, 0, Durability.DISK);
    for (int i = 0; i < writes; i++) {
      group.add(write(valueBytes));
    }
    return group;
  }

  /** A group that the log began with, and synced. */
  private Group synced(int writes, int valueBytes, long nanos) {
    Group group = group(writes, valueBytes);
    group.waitsFor(new CommitDelay.Wish(0, false, 0, delay.wish(null).begun()));
    group.begin();
    now += nanos;
    delay.synced(group);
    return group;
  }

  @Test
  void aGroupWaitsForAsManyAsWereJustAnswered() {
    synced(64, 100, 100_000);
    now += 30_000;
    assertThat(delay.isOn()).isTrue();
    CommitDelay.Wish wish = delay.wish(null);
    assertThat(wish.operations(1)).isEqualTo(64);
    assertThat(wish.nanos()).as("since they were answered").isEqualTo(70_000);
  }

  @Test
  void itWaitsNoLongerThanTheSyncBeforeTookNorThanIsAllowed() {
    synced(64, 100, 100_000);
    now += 100_000;
    assertThat(delay.isOn()).isFalse();
    assertThat(delay.wish(null).nanos()).isZero();
    synced(64, 100, 5_000_000);
    assertThat(delay.wish(null).nanos()).isEqualTo(MAX);
  }

  @Test
  void aGroupBehindOneAtTheDiskWaitsForThatOnesIfTheyAreTwiceAsMany() {
    synced(64, 100, 100_000);
    CommitDelay.Wish wish = delay.wish(group(40, 100));
    assertThat(wish.nanos()).isEqualTo(100_000);
    assertThat(wish.operations(20)).isEqualTo(60);
    assertThat(wish.operations(21)).as("it begins at once").isEqualTo(21);
  }

  @Test
  void nobodyWaitsForALoneWriter() {
    synced(1, 100, 100_000);
    assertThat(delay.isOn()).isFalse();
    assertThat(delay.wish(null).nanos()).isZero();
    assertThat(delay.wish(group(1, 100)).nanos()).isZero();
  }

  @Test
  void nobodyWaitsBehindALargeGroup() {
    synced(64, 4 << 10, 100_000);
    assertThat(delay.isOn()).isFalse();
    assertThat(delay.wish(null).nanos()).isZero();
  }

  @Test
  void whatWaitedInVainIsFollowedBySomeThatDoNotWait() {
    synced(64, 100, 100_000);
    Group alone = group(1, 100);
    alone.waitsFor(new CommitDelay.Wish(64, false, 1, delay.wish(null).begun()));
    alone.begin();
    assertThat(alone.waitedInVain()).isTrue();
    now += 100_000;
    delay.synced(alone);
    for (int i = 0; i < 8; i++) {
      assertThat(delay.isOn()).isFalse();
      Group next = synced(64, 100, 100_000);
      assertThat(next.waitedInVain()).isFalse();
    }
    assertThat(delay.isOn()).isTrue();
  }

  @Test
  void zeroIsNever() {
    var never = new CommitDelay(0, () -> now);
    Group group = group(64, 100);
    group.waitsFor(never.wish(null));
    group.begin();
    now += 100_000;
    never.synced(group);
    assertThat(never.isOn()).isFalse();
    assertThat(never.wish(null).nanos()).isZero();
  }

  @Test
  @Tag("W15")
  @Timeout(20)
  void theLogBeginsAsSoonAsAllCame() throws Exception {
    Group group = group(1, 100);
    group.waitsFor(new CommitDelay.Wish(3, false, Duration.ofHours(1).toNanos(), () -> {}));
    var begun = new CountDownLatch(1);
    Thread log =
        new Thread(
            () -> {
              group.begin();
              begun.countDown();
            });
    log.start();
    assertThat(group.addUnlessBegun(() -> group.add(write(100)))).isTrue();
    assertThat(begun.getCount()).isEqualTo(1);
    assertThat(group.addUnlessBegun(() -> group.add(write(100)))).isTrue();
    begun.await();
    assertThat(group.operations()).isEqualTo(3);
    assertThat(group.waitedInVain()).isFalse();
    assertThat(group.addUnlessBegun(() -> group.add(write(100)))).isFalse();
    assertThat(group.operations()).isEqualTo(3);
  }
}
