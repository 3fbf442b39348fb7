package io.aitta.actors.write;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.engine.StoreTime;
import io.aitta.actors.engine.Views;
import io.aitta.core.Condition;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.format.Operation;
import io.aitta.core.iterator.Lookup;
import io.aitta.core.memtable.MemTable;
import org.jspecify.annotations.Nullable;

/**
 * Decides conditional writes at their place in the order, without I/O: by the writes that are
 * numbered but not yet visible, then by the memtables, then by what the read path saw, as long as
 * nothing newer can have gone to the tables since. For the writer alone.
 */
final class ConditionDecider {
  /** What becomes of a conditional write. */
  sealed interface Decision {}

  /** Every condition holds. */
  record Holds() implements Decision {}

  /** A condition fails, and everybody can see why. */
  record Fails(VersionMismatchException why) implements Decision {}

  /** A condition fails because of a write that nobody can see yet. */
  record FailsLater(int index, GroupIndex.Found because) implements Decision {}

  /** What the read path saw is too old to decide by. */
  record LookAgain() implements Decision {}

  private static final Holds HOLDS = new Holds();
  private static final LookAgain LOOK_AGAIN = new LookAgain();
  private static final long UNKNOWN = -1;

  private final Views views;
  private final StoreTime time;
  private final GroupIndex unshown = new GroupIndex();

  ConditionDecider(Views views, StoreTime time) {
    this.views = views;
    this.time = time;
  }

  /** A group is being formed; its writes count from now on. */
  void forming(Group group) {
    unshown.forgetShown();
    unshown.add(group);
  }

  /** The group's writes will never be visible. */
  void forget(Group group) {
    unshown.forget(group);
  }

  Decision decide(PendingWrite write) {
    ReadView view = views.pin(); // after forgetShown: what was forgotten is visible in this view
    try {
      Operation[] operations = write.operations();
      for (int i = 0; i < operations.length; i++) {
        Condition condition = write.condition(i);
        if (condition instanceof Condition.Always) {
          continue;
        }
        Decision decision = decide(write, i, condition, view);
        if (decision != HOLDS) {
          return decision;
        }
      }
      return HOLDS;
    } finally {
      view.unpin();
    }
  }

  private Decision decide(PendingWrite write, int index, Condition condition, ReadView view) {
    Operation operation = write.operations()[index];
    GroupIndex.Found found = unshown.newest(operation);
    if (found != null) {
      return condition.holdsFor(found.version()) ? HOLDS : new FailsLater(index, found);
    }
    long version = inMemory(operation, view);
    if (version == UNKNOWN) {
      PendingWrite.@Nullable Observation seen = write.observation();
      if (seen == null || view.version().flushedThrough() > seen.number()) {
        return LOOK_AGAIN;
      }
      version = seen.versions()[index];
    }
    return condition.holdsFor(version)
        ? HOLDS
        : new Fails(new VersionMismatchException(index, version));
  }

  /** The key's version if a memtable decides it, 0 for deleted, or {@link #UNKNOWN}. */
  private long inMemory(Operation operation, ReadView view) {
    Lookup lookup =
        new Lookup(operation.treeKey(), operation.hash(), view.visibleNumber(), time.millis());
    for (MemTable memtable : view.memtables()) {
      memtable.lookup(lookup);
      if (lookup.sourceDone()) {
        return lookup.version();
      }
    }
    return UNKNOWN;
  }
}
