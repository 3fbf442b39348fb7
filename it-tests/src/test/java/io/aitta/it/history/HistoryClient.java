package io.aitta.it.history;

import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.it.history.Call.Outcome;
import io.aitta.it.history.Call.Sight;
import io.aitta.it.history.Call.Wrote;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One of the clients of a history: does what its seed says, and has all of it written down. */
final class HistoryClient implements Runnable {
  static final int KEYS = 12;

  private static final int VIEW_READS = 3;

  private final Door door;
  private final Recorder recorder;
  private final Random random;
  private final List<Durability> levels;
  private final Map<String, Long> versions = new HashMap<>();

  HistoryClient(Door door, Recorder recorder, long seed, List<Durability> levels) {
    this.door = door;
    this.recorder = recorder;
    this.random = new Random(seed);
    this.levels = levels;
  }

  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add("key-" + i);
    }
    return keys;
  }

  @Override
  public void run() {
    while (recorder.wantsMore()) {
      int choice = random.nextInt(100);
      if (choice < 30) {
        write(List.of(change(some(1).get(0), Condition.ALWAYS)));
      } else if (choice < 48) {
        String key = some(1).get(0);
        write(List.of(change(key, condition(key))));
      } else if (choice < 62) {
        writeBatch();
      } else if (choice < 82) {
        read(some(1));
      } else if (choice < 92) {
        read(some(2 + random.nextInt(4)));
      } else {
        view();
      }
    }
  }

  private List<String> some(int count) {
    List<String> keys = keys();
    Collections.shuffle(keys, random);
    return keys.subList(0, count);
  }

  private Wrote change(String key, Condition condition) {
    long value = random.nextInt(6) == 0 ? Sight.ABSENT : recorder.value();
    return new Wrote(key, value, condition, 0);
  }

  private Condition condition(String key) {
    long version = versions.getOrDefault(key, 0L);
    return switch (random.nextInt(8)) {
      case 0 -> Condition.ABSENT;
      case 1 -> Condition.EXISTS;
      default -> version == 0 ? Condition.ABSENT : Condition.version(version);
    };
  }

  private void writeBatch() {
    List<Wrote> changes = new ArrayList<>();
    for (String key : some(2 + random.nextInt(4))) {
      changes.add(change(key, random.nextInt(8) == 0 ? condition(key) : Condition.ALWAYS));
    }
    write(changes);
  }

  private void write(List<Wrote> changes) {
    Durability level = levels.get(random.nextInt(levels.size()));
    boolean hasty = random.nextInt(12) == 0;
    long invoked = recorder.begin();
    Reply reply = door.write(changes, level, hasty);
    long returned = recorder.end();
    recorder.wrote(invoked, returned, changes, reply);
    reply.saw().forEach(this::remember);
    if (reply.outcome() == Outcome.DONE) {
      for (int i = 0; i < changes.size(); i++) {
        long number = reply.number() - changes.size() + 1 + i;
        versions.put(changes.get(i).key(), changes.get(i).isDelete() ? 0 : number);
      }
    }
  }

  private void read(List<String> keys) {
    long invoked = recorder.begin();
    Reply reply = door.read(keys);
    long returned = recorder.end();
    if (reply.outcome() == Outcome.DONE) {
      recorder.saw(invoked, returned, reply.saw());
      reply.saw().forEach(this::remember);
    }
  }

  private void remember(Sight sight) {
    versions.put(sight.key(), sight.version());
  }

  /** Several reads of one snapshot, which all belong to the moment it was taken. */
  private void view() {
    long invoked = recorder.begin();
    try (Door.View view = door.view()) {
      long returned = recorder.end();
      List<Sight> sights = new ArrayList<>();
      for (int i = 0; view != null && i < VIEW_READS; i++) {
        sights.addAll(view.read(some(1 + random.nextInt(4))).saw());
        read(some(1)); // meanwhile the world goes on
      }
      if (!sights.isEmpty()) {
        recorder.saw(invoked, returned, sights);
      }
    }
  }
}
