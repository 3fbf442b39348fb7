package io.aitta.it.crash;

import io.aitta.core.format.record.Frame;
import io.aitta.core.io.ReadFile;
import io.aitta.core.io.fault.FileClass;
import io.aitta.core.io.fault.FileOperation;
import io.aitta.core.io.fault.TracedOperation;
import io.aitta.core.io.memory.MemoryFileSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What was written to the logs of a life, and how far each was synced at each write: from it
 * follows where damage cannot be told from a torn write. A group is known to have been synced once
 * a later one in the same file says so, or the next log; damage that leaves no such witness whole
 * may pass for the end of the log.
 */
final class LogWrites {
  private static final String BALLAST = "BALLAST";

  /** Of a log's first frame. */
  private static final int HEADER_BYTES = 72;

  /** With the empty group behind it, synced before anything else is written. */
  private static final int OPENING_BYTES = 132;

  /** Where a frame's type stands, and the types that begin a group. */
  private static final int TYPE_AT = 4;

  private static final Set<Byte> BEGINS_GROUP = Set.of(Frame.FULL, Frame.FIRST);

  /** From the first byte that differs to behind the last. */
  private record Damaged(Path file, byte[] before, long from, long until) {
    /** Whether the log may pass for one that was never whole: it is no longer than its opening. */
    boolean leavesNoTraceOf(Path log) {
      return file.equals(log) && from < HEADER_BYTES && before.length <= OPENING_BYTES;
    }

    /** Whether damage beginning here is proven by an append behind it: it says what was synced. */
    boolean isProvenBy(TracedOperation append) {
      return append.offset() >= until
          && (from < HEADER_BYTES
              || BEGINS_GROUP.contains(before[(int) append.offset() + TYPE_AT]));
    }
  }

  private final List<TracedOperation> changes;
  private final List<CrashPoint> points;

  /**
   * @param operations all of the life
   * @param points before each of them, and before some that never reached the disk
   */
  LogWrites(List<TracedOperation> operations, List<CrashPoint> points) {
    this.changes =
        operations.stream().filter(operation -> operation.operation().changesDisk()).toList();
    this.points = points;
  }

  /**
   * Up to which number what was promised must be there, or damage be told.
   *
   * @param whole the disk as the crash at {@code point} left it, all synced
   * @param rotten the same with damage
   * @return {@link Long#MAX_VALUE} if all of it
   */
  long provenThrough(CrashPoint point, MemoryFileSystem whole, MemoryFileSystem rotten)
      throws IOException {
    long proven = Long.MAX_VALUE;
    List<Damaged> all = damaged(whole, rotten);
    for (Damaged damaged : all) {
      if (FileClass.of(damaged.file()) == FileClass.LOG) {
        proven = Math.min(proven, provenThrough(point, damaged, all, whole));
      }
    }
    return proven;
  }

  private long provenThrough(
      CrashPoint point, Damaged damaged, List<Damaged> all, MemoryFileSystem whole)
      throws IOException {
    int done = point.done();
    long synced = 0;
    long appended = 0;
    long proven = Long.MAX_VALUE;
    boolean first = true;
    for (int i = 0; i < done; i++) {
      TracedOperation change = changes.get(i);
      boolean witness =
          isNextLog(damaged, change, i)
              && all.stream().noneMatch(other -> other.leavesNoTraceOf(change.file()));
      if (witness && isLeft(whole, change)) {
        return Long.MAX_VALUE; // it names the length of this one
      }
      if (!change.file().equals(damaged.file())) {
        continue;
      }
      if (change.operation() == FileOperation.SYNC) {
        synced = appended;
      } else if (change.operation() == FileOperation.APPEND) {
        if (synced > damaged.from() && isDurable(done, change) && damaged.isProvenBy(change)) {
          return Long.MAX_VALUE;
        }
        if (first && change.offset() + change.bytes() > damaged.from()) {
          first = false;
          proven = pointOf(i).marks().diskSeq();
        }
        appended = change.offset() + change.bytes();
      }
    }
    return proven;
  }

  /** The point just before a change. */
  private CrashPoint pointOf(int change) {
    int at = Math.min(change, points.size() - 1);
    while (at + 1 < points.size() && points.get(at + 1).done() <= change) {
      at++;
    }
    return points.get(at);
  }

  private boolean isNextLog(Damaged damaged, TracedOperation change, int index) {
    return change.operation() == FileOperation.APPEND
        && FileClass.of(change.file()) == FileClass.LOG
        && !pointOf(index).recovering()
        && change.file().compareTo(damaged.file()) > 0;
  }

  /** Whether the crash left what was appended. */
  private static boolean isLeft(MemoryFileSystem whole, TracedOperation append) throws IOException {
    return whole.exists(append.file())
        && whole.size(append.file()) >= append.offset() + append.bytes();
  }

  private boolean isDurable(int done, TracedOperation append) {
    for (int i = (int) indexOf(append) + 1; i < done; i++) {
      TracedOperation change = changes.get(i);
      if (change.operation() == FileOperation.SYNC && change.file().equals(append.file())) {
        return true;
      }
    }
    return false;
  }

  private long indexOf(TracedOperation change) {
    return changes.indexOf(change);
  }

  private static List<Damaged> damaged(MemoryFileSystem whole, MemoryFileSystem rotten)
      throws IOException {
    List<Damaged> damaged = new ArrayList<>();
    if (!whole.exists(Bench.DIRECTORY)) {
      return damaged;
    }
    for (String name : whole.list(Bench.DIRECTORY)) {
      if (name.equals("LOCK") || name.equals(BALLAST)) {
        continue;
      }
      Path file = Bench.DIRECTORY.resolve(name);
      byte[] before = bytes(whole, file);
      byte[] after = bytes(rotten, file);
      int from = 0;
      int until = before.length;
      while (from < until && before[from] == after[from]) {
        from++;
      }
      while (until > from && before[until - 1] == after[until - 1]) {
        until--;
      }
      if (from < until) {
        damaged.add(new Damaged(file, before, from, until));
      }
    }
    return damaged;
  }

  private static byte[] bytes(MemoryFileSystem disk, Path path) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) disk.size(path));
    try (ReadFile file = disk.openRead(path)) {
      file.readAt(0, bytes);
    }
    return bytes.array();
  }
}
