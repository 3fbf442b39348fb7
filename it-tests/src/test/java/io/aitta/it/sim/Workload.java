package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Draws what the clients of a seed do. For the owner thread. */
final class Workload {
  /** What a client does next. */
  enum Action {
    PUT(30),
    CONDITIONAL(10),
    DELETE(7),
    DELETE_RANGE(3),
    BATCH(8),
    GET(16),
    GET_ALL(5),
    SNAPSHOT(4),
    SCAN(3),
    PAGE(4),
    FLUSH(2),
    SYNC(3);

    private final int weight;

    Action(int weight) {
      this.weight = weight;
    }
  }

  private static final int BATCH_MAX = 6;
  private static final List<Durability> LEVELS = List.of(Durability.values());

  private final RandomGenerator random;
  private final SeedProfile profile;
  private final KeyPool keys;
  private final Map<Bytes, Long> lastSeen = new HashMap<>();

  Workload(RandomGenerator random, SeedProfile profile, KeyPool keys) {
    this.random = random;
    this.profile = profile;
    this.keys = keys;
  }

  KeyPool keys() {
    return keys;
  }

  RandomGenerator random() {
    return random;
  }

  Action action() {
    int sum = 0;
    for (Action action : Action.values()) {
      sum += action.weight;
    }
    int at = random.nextInt(sum);
    for (Action action : Action.values()) {
      at -= action.weight;
      if (at < 0) {
        return action;
      }
    }
    throw new IllegalStateException("weights do not add up");
  }

  Duration pause() {
    return random.nextInt(4) == 0
        ? Duration.ZERO
        : Duration.ofNanos(random.nextLong(profile.pauseNanosMax()));
  }

  Durability level() {
    return profile.diskOnly() ? Durability.DISK : LEVELS.get(random.nextInt(LEVELS.size()));
  }

  /** Mostly generous; now and then so short that the answer is a refusal, or not known. */
  Duration timeout() {
    return random.nextInt(10) == 0
        ? Duration.ofMillis(1 + random.nextInt(5))
        : Duration.ofSeconds(10);
  }

  /** Whether a caller gives up before it has its answer. */
  boolean isImpatient() {
    return random.nextInt(25) == 0;
  }

  void remember(Bytes key, long version) {
    lastSeen.put(key, version);
  }

  void forgetVersions() {
    lastSeen.clear();
  }

  List<Change> put(int write) {
    return List.of(Change.of(Mutation.put(keys.any(random), value(write, 0))));
  }

  List<Change> delete() {
    return List.of(Change.of(Mutation.delete(keys.any(random))));
  }

  List<Change> deleteRange() {
    return List.of(Change.of(Mutation.deleteRange(keys.shortRange(random, 4))));
  }

  List<Change> conditional(int write) {
    Bytes key = keys.any(random);
    Mutation mutation =
        random.nextInt(5) == 0 ? Mutation.delete(key) : Mutation.put(key, value(write, 0));
    return List.of(new Change(mutation, condition(key)));
  }

  private Condition condition(Bytes key) {
    Long version = lastSeen.get(key);
    if (version != null && version > 0 && random.nextInt(4) != 0) {
      return random.nextInt(6) == 0
          ? Condition.anyOf(List.of(version, version + 1))
          : Condition.version(version);
    }
    return random.nextBoolean() ? Condition.ABSENT : Condition.EXISTS;
  }

  /** Different keys, so that no condition rests on a change of the same batch. */
  List<Change> batch(int write) {
    List<Change> changes = new ArrayList<>();
    for (Bytes key : keys.some(random, 1 + random.nextInt(BATCH_MAX))) {
      Mutation mutation =
          random.nextInt(4) == 0
              ? Mutation.delete(key)
              : Mutation.put(key, value(write, changes.size()));
      boolean conditional = random.nextInt(12) == 0;
      changes.add(new Change(mutation, conditional ? condition(key) : Condition.ALWAYS));
    }
    return changes;
  }

  private Bytes value(int write, int index) {
    int length =
        random.nextInt(8) == 0
            ? random.nextInt(profile.valueBytesMax())
            : Values.HEADER_BYTES + random.nextInt(100);
    return Values.of(write, index, length);
  }

  Range range() {
    Range range = keys.range(random);
    return random.nextBoolean() ? range.reverse() : range;
  }
}
