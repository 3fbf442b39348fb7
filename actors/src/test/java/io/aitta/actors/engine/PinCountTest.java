package io.aitta.actors.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PinCountTest {
  private static final int ROUNDS = 200;
  private static final int THREADS = 3;

  private final PinCount pins = new PinCount();

  @Test
  void whatNobodyHoldsEndsWithTheClose() {
    assertThat(pins.take()).isTrue();
    assertThat(pins.letGo()).isFalse();
    assertThat(pins.close()).isTrue();
  }

  @Test
  void theLastHolderBehindTheCloseIsToldSo() throws InterruptedException {
    assertThat(pins.take()).isTrue();
    assertThat(pins.take()).isTrue();
    assertThat(pins.close()).isFalse();
    assertThat(pins.letGo()).isFalse();
    assertThat(elsewhere(pins)).isTrue(); // taken here, let go on another thread
  }

  @Test
  void nothingIsTakenBehindTheClose() {
    assertThat(pins.take()).isTrue();
    assertThat(pins.close()).isFalse();
    assertThat(pins.take()).isFalse();
    assertThat(pins.letGo()).as("what was taken in vain").isFalse();
    assertThat(pins.letGo()).isTrue();
  }

  @Test
  void aHolderTakesOneMoreBehindTheClose() {
    assertThat(pins.take()).isTrue();
    assertThat(pins.close()).isFalse();
    pins.takeAgain();
    assertThat(pins.letGo()).isFalse();
    assertThat(pins.letGo()).isTrue();
  }

  @Test
  void lettingGoMoreOftenThanTakenIsAnError() {
    assertThat(pins.close()).isTrue();
    assertThatThrownBy(pins::letGo).isInstanceOf(IllegalStateException.class);
  }

  /**
   * Holders take, take again and let go in either order, while it is closed; whoever holds one sees
   * it not ended, and one of all is told that it has.
   */
  @Test
  void itEndsOnceAndNeverWhileItIsHeld() throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      PinCount contended = new PinCount();
      AtomicInteger ends = new AtomicInteger();
      AtomicBoolean wrong = new AtomicBoolean();
      CountDownLatch started = new CountDownLatch(THREADS);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(new Thread(() -> holdUntilClosed(contended, ends, wrong, started)));
      }
      threads.forEach(Thread::start);
      started.await();
      if (contended.close()) {
        ends.incrementAndGet();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).as("ended while it was held").isFalse();
      assertThat(ends).hasValue(1);
    }
  }

  private static void holdUntilClosed(
      PinCount pins, AtomicInteger ends, AtomicBoolean wrong, CountDownLatch started) {
    boolean taken = true;
    for (int i = 0; taken; i++) {
      taken = pins.take();
      if (taken) {
        pins.takeAgain();
        letGo(pins, ends);
        if (ends.get() > 0) {
          wrong.set(true);
        }
      }
      letGo(pins, ends);
      if (i == 100) {
        started.countDown();
      }
    }
  }

  private static void letGo(PinCount pins, AtomicInteger ends) {
    if (pins.letGo()) {
      ends.incrementAndGet();
    }
  }

  private static boolean elsewhere(PinCount pins) throws InterruptedException {
    AtomicBoolean last = new AtomicBoolean();
    Thread thread = new Thread(() -> last.set(pins.letGo()));
    thread.start();
    thread.join();
    return last.get();
  }
}
