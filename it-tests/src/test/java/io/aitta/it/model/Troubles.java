package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aitta.actors.StoreState;
import io.aitta.core.Bytes;
import io.aitta.core.Committed;
import io.aitta.core.Durability;
import io.aitta.core.Entry;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.StoreException;
import io.aitta.core.WriteOptions;
import io.aitta.core.io.memory.CrashPolicy;
import io.aitta.it.support.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/**
 * Lines of which the end is not known before: a crash that may take what was not synced, a disk
 * that becomes full, writes that are under way at once. Each ends with its keys set to values that
 * are known, so that the lines behind it mean the same under all options. For one thread.
 */
final class Troubles {
  private static final byte[] KNOWN = {'k', 'n', 'o', 'w', 'n'};
  private static final Duration ROOM_FOUND_MAX = Duration.ofSeconds(30);

  private final ModelLife life;
  private final VersionedMap model;
  private final Buffers buffers;
  private final ModelFigures figures;

  Troubles(ModelLife life, VersionedMap model, Buffers buffers, ModelFigures figures) {
    this.life = life;
    this.model = model;
    this.buffers = buffers;
    this.figures = figures;
  }

  /** A put that was sent. */
  private record Sent(Mutation.Put put, CompletionStage<Committed> answer) {}

  private Sent send(List<String> words, WriteOptions options) {
    byte[] value = ModelScript.value(words.get(1), words.get(2));
    Bytes key = Bytes.of(ModelScript.key(words.get(0)));
    return new Sent(
        new Mutation.Put(key, Bytes.of(value)),
        life.store().put(buffers.key(words.get(0)), buffers.handIn(value.clone()), options));
  }

  /** Writes that nobody waited for in between, so that they share groups. */
  void burst(WriteOptions options, List<List<String>> items) {
    List<Sent> sent = items.stream().map(item -> send(item, options)).toList();
    sent.stream()
        .sorted(Comparator.comparingLong(one -> Stages.get(one.answer()).seq()))
        .forEach(one -> model.apply(one.put(), Stages.get(one.answer()).seq()));
  }

  /** Of writes that were not synced a first part is left, and of those before all. */
  void crash(String policy, long seed, WriteOptions options, List<List<String>> items) {
    Stages.get(life.store().sync());
    List<Sent> sent = new ArrayList<>();
    for (List<String> item : items) {
      Sent one = send(item, options);
      Stages.get(one.answer());
      sent.add(one);
    }
    CrashPolicy how = CrashPolicy.valueOf(policy);
    life.crash(how, new SplittableRandom(seed));
    boolean mayLose =
        life.disk().crashes()
            && !(how == CrashPolicy.KILL && options.durability() == Durability.OS);
    boolean lost = false;
    for (Sent one : sent) {
      long number = Stages.get(one.answer()).seq();
      Optional<Entry> found = Stages.get(life.store().get(one.put().key()));
      if (found.isPresent() && found.get().version() == number) {
        assertThat(lost).as("a write is lost, and a later one is not").isFalse();
        model.apply(one.put(), number);
      } else {
        assertThat(mayLose).as("a write may be lost here").isTrue();
        lost = true;
      }
    }
    figures.count(lost ? "crashes.that.lost.something" : "crashes.that.lost.nothing");
    life.compareAll(model);
    settle(sent);
    long greatest = sent.stream().mapToLong(one -> Stages.get(one.answer()).seq()).max().orElse(0);
    assertThat(model.version(sent.get(0).put().key()))
        .as("a number that was handed out, even if it was lost, is not handed out again")
        .isGreaterThan(greatest);
  }

  /** Whatever is refused is not done, everything can be read, and there is an end to it. */
  void full(long bytesLeft, List<List<String>> items) {
    Stages.get(life.store().sync());
    life.disk().leave(bytesLeft);
    List<Sent> sent = new ArrayList<>();
    for (List<String> item : items) {
      Sent one = send(item, WriteOptions.DISK);
      sent.add(one);
      try {
        model.apply(one.put(), Stages.get(one.answer()).seq());
      } catch (StoreException refused) {
        assertThat(refused.errorCode()).isEqualTo(ErrorCode.DISK_FULL);
        assertThat(refused.outcome()).isEqualTo(StoreException.Outcome.NOT_DONE);
        figures.count("full.refused");
      }
    }
    life.compareAll(model);
    life.disk().makeRoom();
    if (!isFlushed()) {
      await().atMost(ROOM_FOUND_MAX).until(this::isFlushed);
    }
    settle(sent);
    boolean refused = sent.stream().anyMatch(one -> failed(one.answer()));
    if (refused) {
      figures.count("full.ended");
    }
  }

  /** Whatever found no room a moment ago, the log, a table or the manifest, has tried again. */
  private boolean isFlushed() {
    try {
      Stages.get(life.store().flush());
      return life.store().state() == StoreState.OPEN;
    } catch (StoreException refused) {
      assertThat(refused.errorCode()).isEqualTo(ErrorCode.DISK_FULL);
      return false;
    }
  }

  private static boolean failed(CompletionStage<?> answer) {
    return answer.toCompletableFuture().isCompletedExceptionally();
  }

  private void settle(List<Sent> sent) {
    for (Sent one : sent) {
      var known = new Mutation.Put(one.put().key(), Bytes.of(KNOWN));
      var answer = life.store().put(known.key(), known.value(), WriteOptions.DISK);
      model.apply(known, Stages.get(answer).seq());
    }
  }

  static WriteOptions level(String word) {
    return WriteOptions.DISK.withDurability(Durability.parse(word));
  }
}
