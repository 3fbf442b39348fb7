package io.aitta.actors.write;

import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the writes that are numbered but not yet visible say of a key. Built only when a condition
 * asks, and only as far as the groups have grown, so blind writes never pay for it. For the writer
 * alone.
 */
final class GroupIndex {
  /** The newest operation on a key among the groups: which, where, and what it left behind. */
  record Found(Group group, int operation, boolean exists) {
    /** The key's version after that operation; 0 if it does not exist. */
    long version() {
      return exists ? group.numberOf(operation) : 0;
    }
  }

  /** A key with its hash. */
  private record Key(byte[] treeKey, long hash) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that && hash == that.hash && Arrays.equals(treeKey, that.treeKey);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(hash);
    }
  }

  /** The operations of one group that were looked at so far. */
  private static final class Indexed {
    final Group group;
    final Map<Key, Integer> points = new HashMap<>();
    final List<Integer> rangeDeletes = new ArrayList<>(0);
    int operations;

    Indexed(Group group) {
      this.group = group;
    }

    void catchUp() {
      for (; operations < group.operations(); operations++) {
        Operation operation = group.operation(operations);
        if (operation.kind() == Kind.RANGE_DELETE) {
          rangeDeletes.add(operations);
        } else {
          points.put(new Key(operation.treeKey(), operation.hash()), operations);
        }
      }
    }

    @Nullable Found newest(Key key) {
      catchUp();
      int point = points.getOrDefault(key, -1);
      for (int i = rangeDeletes.size() - 1; i >= 0 && rangeDeletes.get(i) > point; i--) {
        if (covers(group.operation(rangeDeletes.get(i)), key.treeKey())) {
          return new Found(group, rangeDeletes.get(i), false);
        }
      }
      return point < 0
          ? null
          : new Found(group, point, group.operation(point).kind() != Kind.DELETE);
    }

    private static boolean covers(Operation rangeDelete, byte[] key) {
      return TreeKey.compare(rangeDelete.treeKey(), key) <= 0
          && TreeKey.compare(key, rangeDelete.value().toArray()) < 0;
    }
  }

  private final ArrayDeque<Indexed> groups = new ArrayDeque<>();

  /** A group that is being formed, or was just handed on; newer than all before. */
  void add(Group group) {
    groups.addLast(new Indexed(group));
  }

  /** Forgets the groups that readers can see: the memtables know them now. */
  void forgetShown() {
    while (!groups.isEmpty() && groups.getFirst().group.isShown()) {
      groups.removeFirst();
    }
  }

  void forget(Group group) {
    groups.removeIf(indexed -> indexed.group == group);
  }

  /** The newest operation on the key, or null if no group touches it. */
  @Nullable Found newest(Operation asked) {
    Key key = new Key(asked.treeKey(), asked.hash());
    for (Iterator<Indexed> newestFirst = groups.descendingIterator(); newestFirst.hasNext(); ) {
      Found found = newestFirst.next().newest(key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
