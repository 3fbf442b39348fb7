package io.aitta.wal;

import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The logs that are written no more and not removed yet, oldest first. Safe on any thread. */
final class ClosedLogs {
  private final FileSystem fs;
  private final Deque<LogFile> files;

  ClosedLogs(FileSystem fs, Collection<LogFile> files) {
    this.fs = fs;
    this.files = new ArrayDeque<>(files);
  }

  synchronized void add(LogFile file) {
    files.addLast(file);
  }

  synchronized List<LogFile> list() {
    return List.copyOf(files);
  }

  synchronized long bytes() {
    long bytes = 0;
    for (LogFile file : files) {
      bytes += file.bytes();
    }
    return bytes;
  }

  /** Removes files from the oldest on; the disk's work is done outside the lock. */
  List<LogFile> removeThrough(long number) throws IOException {
    List<LogFile> removed = new ArrayList<>();
    for (LogFile next = take(number); next != null; next = take(number)) {
      try {
        fs.delete(next.path());
      } catch (NoSuchFileException gone) {
        continue; // what was to be reached is reached; nobody is told of a file that was not there
      } catch (IOException failure) {
        putBack(next);
        throw failure;
      }
      removed.add(next);
    }
    return removed;
  }

  private synchronized @Nullable LogFile take(long number) {
    LogFile oldest = files.peekFirst();
    return oldest != null && oldest.lastNumber() <= number ? files.pollFirst() : null;
  }

  private synchronized void putBack(LogFile file) {
    files.addFirst(file);
  }
}
