package io.aitta.wal;

import io.aitta.core.io.DiskFullException;
import io.aitta.core.io.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.LongSupplier;

/**
 * Creates the files of a log, each naming the one before it; the ballast pays where space is short.
 * For one thread at a time; the closed files are for any.
 */
final class LogChain {
  private final FileSystem fs;
  private final Path directory;
  private final long storeId;
  private final LongSupplier newFileNumber;
  private final Ballast ballast;
  private final ClosedLogs closedLogs;

  LogChain(
      FileSystem fs,
      Path directory,
      long storeId,
      LongSupplier newFileNumber,
      Ballast ballast,
      Collection<LogFile> older) {
    this.fs = fs;
    this.directory = directory;
    this.storeId = storeId;
    this.newFileNumber = newFileNumber;
    this.ballast = ballast;
    this.closedLogs = new ClosedLogs(fs, older);
  }

  ClosedLogs closedLogs() {
    return closedLogs;
  }

  /** Bytes that could be written, by what the system says; 0 if it says nothing. */
  long usableBytes() {
    try {
      return fs.usableBytes(directory);
    } catch (IOException unknown) {
      return 0; // taking some will tell
    }
  }

  /** Creates a log that begins anew. */
  OpenLog begin(FileLog.Start start) throws IOException {
    return create(
        new Link(start.firstNumber(), start.numberBefore(), 0, 0), start.timeMarkMillis());
  }

  /**
   * Creates the log behind {@code old}, which is synced, and closes that.
   *
   * @param length where the old one ends from now on
   * @param lastNumber of the old one
   * @throws DiskFullException if there is no space; then everything is as it was
   */
  OpenLog follow(OpenLog old, long length, long lastNumber, long timeMarkMillis)
      throws IOException {
    Link link = new Link(lastNumber + 1, lastNumber, old.number(), length);
    OpenLog next = create(link, timeMarkMillis);
    old.close();
    closedLogs.add(new LogFile(old.number(), old.path(), length, lastNumber));
    return next;
  }

  private record Link(long firstNumber, long numberBefore, long previous, long previousLength) {}

  private OpenLog create(Link link, long timeMarkMillis) throws IOException {
    try {
      return createOnce(link, timeMarkMillis);
    } catch (DiskFullException full) {
      if (!ballast.isHeld()) {
        throw full;
      }
      ballast.release(); // this is what it is for
      return createOnce(link, timeMarkMillis);
    }
  }

  private OpenLog createOnce(Link link, long timeMarkMillis) throws IOException {
    LogHeader header =
        new LogHeader(
            storeId,
            newFileNumber.getAsLong(),
            link.firstNumber(),
            link.numberBefore(),
            link.previous(),
            link.previousLength());
    return OpenLog.create(fs, directory, header, timeMarkMillis);
  }
}
