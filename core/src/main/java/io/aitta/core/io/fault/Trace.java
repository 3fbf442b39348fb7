package io.aitta.core.io.fault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Counts operations by kind and file class, and keeps the last ones. Safe on any thread. */
final class Trace {
  /** An operation that moves bytes and says how many by {@code moved}. */
  interface Transfer<T> {
    T run(LongConsumer moved) throws IOException;
  }

  private static final class Figures {
    private long count;
    private long bytes;
  }

  private final Map<FileOperation, Map<FileClass, Figures>> figures =
      new EnumMap<>(FileOperation.class);
  private final ArrayDeque<TracedOperation> last = new ArrayDeque<>();
  private final int keptMax;
  private long number;

  Trace(int keptMax) {
    this.keptMax = keptMax;
  }

  <T> T transfer(FileOperation operation, Path file, long offset, Transfer<T> call)
      throws IOException {
    long[] moved = new long[1];
    String failure = null;
    try {
      return call.run(length -> moved[0] = length);
    } catch (IOException | RuntimeException | Error thrown) {
      failure = thrown.toString();
      throw thrown;
    } finally {
      record(operation, file, offset, moved[0], failure);
    }
  }

  <T> T ask(FileOperation operation, Path file, Call<T> call) throws IOException {
    return transfer(operation, file, -1, moved -> call.run());
  }

  void change(FileOperation operation, Path file, Call.Plain call) throws IOException {
    transfer(
        operation,
        file,
        -1,
        moved -> {
          call.run();
          return true;
        });
  }

  private synchronized void record(
      FileOperation operation, Path file, long offset, long moved, @Nullable String failure) {
    Figures counted =
        figures
            .computeIfAbsent(operation, none -> new EnumMap<>(FileClass.class))
            .computeIfAbsent(FileClass.of(operation, file), none -> new Figures());
    counted.count++;
    counted.bytes += moved;
    number++;
    if (keptMax > 0) {
      if (last.size() == keptMax) {
        last.remove();
      }
      last.add(new TracedOperation(number, operation, file, offset, moved, failure));
    }
  }

  synchronized long count(FileOperation operation, FileClass fileClass) {
    return figures(operation, fileClass).count;
  }

  synchronized long bytes(FileOperation operation, FileClass fileClass) {
    return figures(operation, fileClass).bytes;
  }

  synchronized List<TracedOperation> last() {
    return List.copyOf(last);
  }

  synchronized void clear() {
    figures.clear();
    last.clear();
    number = 0;
  }

  private Figures figures(FileOperation operation, FileClass fileClass) {
    return figures.getOrDefault(operation, Map.of()).getOrDefault(fileClass, new Figures());
  }
}
