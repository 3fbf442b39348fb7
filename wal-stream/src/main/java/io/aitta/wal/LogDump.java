package io.aitta.wal;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.format.Escaped;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A log for people: a line for the header, each group and each operation. For one thread. */
public final class LogDump {
  private LogDump() {}

  /**
   * Reads a log from its beginning; no more than one group is in memory.
   *
   * @param values whether values are told; their lengths always are
   * @throws CorruptionException at the first place that was synced and cannot be read
   */
  public static void dump(FileSystem fs, Path path, boolean values, Consumer<String> lines)
      throws IOException {
    LogHeader header = SalvagedLog.header(fs, path);
    lines.accept(
        "log %d of store %016x: first number %d, number before %d, previous log %d of %d bytes"
            .formatted(
                header.log(),
                header.storeId(),
                header.firstNumber(),
                header.numberBefore(),
                header.previous(),
                header.previousLength()));
    try (ReadFile file = fs.openRead(path)) {
      var groups = new SalvagedGroups(file, path, header.salt(), LogReader.NO_LIMIT);
      while (groups.next()) {
        CorruptionException damage = groups.damage();
        if (damage != null) {
          throw damage;
        }
        group(groups, path, values, lines);
      }
      String torn = groups.tornBytes() > 0 ? ", " + groups.tornBytes() + " torn bytes behind" : "";
      lines.accept("end at offset " + groups.offset() + torn);
    }
  }

  private static void group(
      SalvagedGroups from, Path path, boolean values, Consumer<String> lines) {
    GroupHeader header = from.group();
    lines.accept(
        "group at %d, %d bytes: %s, %d operations, first %d, behind %d, synced up to %d, time %d"
            .formatted(
                from.offset(),
                from.length(),
                header.level().text(),
                header.operations(),
                header.firstNumber(),
                header.numberBefore(),
                header.syncedUpTo(),
                header.timeMarkMillis()));
    if (header.operations() == 0) {
      return; // zeros may follow
    }
    var group = new ReplayedGroup(path, from.offset(), header, from.operations(), 0);
    for (Operation next = group.next(); next != null; next = group.next()) {
      lines.accept(operation(group.number(), next, values));
    }
  }

  private static String operation(long number, Operation operation, boolean values) {
    byte[] key = operation.treeKey();
    Bytes value = operation.value();
    StringBuilder line = new StringBuilder("  ").append(number).append(' ');
    line.append(Kind.name(operation.kind()));
    line.append(" key[").append(key.length).append("] ");
    line.append(Escaped.treeKey(key, 0, key.length));
    if (operation.kind() == Kind.RANGE_DELETE) {
      line.append(" until[").append(value.length()).append("] ").append(Escaped.treeKey(value));
    } else if (operation.kind() != Kind.DELETE) {
      line.append(" value[").append(value.length()).append(']');
      if (values) {
        line.append(' ');
        line.append(Escaped.bytes(value.sharedArray(), value.sharedFrom(), value.length()));
      }
    }
    return line.toString();
  }
}
