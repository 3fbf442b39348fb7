package io.aitta.sstable.compaction;

import io.aitta.core.Bytes;
import io.aitta.core.format.Kind;
import io.aitta.core.format.Operation;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every operation there ever was, and by brute force what any reader has to see. */
final class History {
  private static final Comparator<Bytes> ORDER = Comparator.naturalOrder();

  /** A reader: a number and a time. */
  record Reader(long number, long timeMillis) {}

  private record Seen(long number, Operation operation) {}

  private final List<Operation> operations = new ArrayList<>();

  /** Adds an operation and returns its number. */
  long add(Operation operation) {
    operations.add(operation);
    return operations.size();
  }

  long lastNumber() {
    return operations.size();
  }

  Operation operation(long number) {
    return operations.get((int) number - 1);
  }

  /** What the reader sees: tree key to number and value. */
  Map<Bytes, String> view(Reader reader) {
    Map<Bytes, Seen> newest = new HashMap<>();
    for (long number = 1; number <= reader.number(); number++) {
      Operation operation = operation(number);
      if (operation.kind() == Kind.RANGE_DELETE) {
        newest
            .keySet()
            .removeIf(
                key ->
                    key.compareTo(Bytes.wrap(operation.treeKey())) >= 0
                        && key.compareTo(operation.value()) < 0);
      } else {
        newest.put(Bytes.wrap(operation.treeKey()), new Seen(number, operation));
      }
    }
    Map<Bytes, String> view = new TreeMap<>(ORDER);
    newest.forEach(
        (key, seen) -> {
          if (lives(seen.operation(), reader.timeMillis())) {
            view.put(key, seen.number() + "=" + value(seen.operation()).utf8());
          }
        });
    return view;
  }

  private static boolean lives(Operation operation, long timeMillis) {
    return switch (operation.kind()) {
      case Kind.PUT -> true;
      case Kind.EXPIRING_PUT -> ByteBuffer.wrap(operation.value().toArray()).getLong() > timeMillis;
      default -> false;
    };
  }

  private static Bytes value(Operation operation) {
    byte[] value = operation.value().toArray();
    int skipped = operation.kind() == Kind.EXPIRING_PUT ? Kind.DEADLINE_BYTES : 0;
    return Bytes.wrap(value, skipped, value.length - skipped);
  }

  static Operation expiring(byte[] treeKey, long deadlineMillis, String value) {
    byte[] text = Bytes.utf8(value).toArray();
    byte[] bytes =
        ByteBuffer.allocate(Kind.DEADLINE_BYTES + text.length)
            .putLong(deadlineMillis)
            .put(text)
            .array();
    return Operation.of(Kind.EXPIRING_PUT, treeKey, Bytes.wrap(bytes));
  }
}
