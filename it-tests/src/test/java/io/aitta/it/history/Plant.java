package io.aitta.it.history;

import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.fault.Fault;
import io.aitta.core.io.fault.FaultPlan;
import io.aitta.core.io.fault.FaultyFileSystem;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.it.history.Call.Wrote;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Bugs to be planted under or before the store, to see whether the judge notices. */
enum Plant {
  NONE,

  /** Writes are acknowledged before they are synced: a log is synced once, with its header. */
  ACK_BEFORE_SYNC,

  /** Reads of one key are answered from what was read of it some time before. */
  STALE_READS,

  /** Conditions are not looked at. */
  BLIND_CONDITIONS,

  /** A snapshot shows the newest state. */
  MOVING_SNAPSHOTS,

  /** Several keys are read one after the other. */
  READS_KEY_BY_KEY;

  private static final int STALE_USES = 20;

  FileSystem under(FileSystem disk) {
    if (this != ACK_BEFORE_SYNC) {
      return disk;
    }
    Set<Path> begun = new HashSet<>();
    return new FaultyFileSystem(
        disk,
        new FaultPlan()
            .add(
                Fault.on(FileOperation.SYNC)
                    .of(file -> FileClass.of(file) == FileClass.LOG && !begun.add(file))
                    .skips()));
  }

  Door before(Door door) {
    return this == NONE || this == ACK_BEFORE_SYNC ? door : new Broken(door);
  }

  /** A door that does what the plant says. */
  private final class Broken implements Door {
    private final Door door;
    private final Map<String, Reply> known = new ConcurrentHashMap<>();
    private int reads;

    Broken(Door door) {
      this.door = door;
    }

    @Override
    public Reply write(List<Wrote> changes, Durability level, boolean hasty) {
      if (Plant.this == BLIND_CONDITIONS) {
        return door.write(changes.stream().map(Broken::blind).toList(), level, hasty);
      }
      return door.write(changes, level, hasty);
    }

    private static Wrote blind(Wrote wrote) {
      return new Wrote(wrote.key(), wrote.value(), Condition.ALWAYS, wrote.number());
    }

    @Override
    public Reply read(List<String> keys) {
      if (Plant.this == STALE_READS && keys.size() == 1) {
        if (reads++ % STALE_USES == 0) {
          known.clear();
        }
        return known.computeIfAbsent(keys.get(0), key -> door.read(keys));
      }
      return Plant.this == READS_KEY_BY_KEY ? oneByOne(keys) : door.read(keys);
    }

    private Reply oneByOne(List<String> keys) {
      return Reply.saw(
          keys.stream().flatMap(key -> door.read(List.of(key)).saw().stream()).toList());
    }

    @Override
    public @Nullable View view() {
      View view = door.view();
      if (Plant.this != MOVING_SNAPSHOTS || view == null) {
        return view;
      }
      return new View() {
        @Override
        public Reply read(List<String> keys) {
          return door.read(keys);
        }

        @Override
        public void close() {
          view.close();
        }
      };
    }
  }
}
