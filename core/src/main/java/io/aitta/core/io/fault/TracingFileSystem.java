package io.aitta.core.io.fault;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The file system below, with its operations counted and the last ones kept in the order they
 * ended. Operations that fail count too. Safe on any thread.
 */
public final class TracingFileSystem implements FileSystem {
  private static final int KEPT_MAX = 10_000;

  private final FileSystem inner;
  private final Trace trace;

  /** Keeps the last 10,000 operations. */
  public TracingFileSystem(FileSystem inner) {
    this(inner, KEPT_MAX);
  }

  /**
   * @param keptMax how many of the last operations are kept, 0 for none
   */
  public TracingFileSystem(FileSystem inner, int keptMax) {
    this(inner, new Trace(keptMax));
  }

  private TracingFileSystem(FileSystem inner, Trace trace) {
    this.inner = inner;
    this.trace = trace;
  }

  @Override
  public FileSystem uncached() {
    return new TracingFileSystem(inner.uncached(), trace);
  }

  /** How many such operations there were, of all files. */
  public long count(FileOperation operation) {
    long sum = 0;
    for (FileClass fileClass : FileClass.values()) {
      sum += trace.count(operation, fileClass);
    }
    return sum;
  }

  /**
   * How many such operations there were; those of directories are {@link FileClass#DIRECTORY}'s.
   */
  public long count(FileOperation operation, FileClass fileClass) {
    return trace.count(operation, fileClass);
  }

  /** Bytes appended, prepared or read. */
  public long bytes(FileOperation operation, FileClass fileClass) {
    return trace.bytes(operation, fileClass);
  }

  /** How many syncs there were, of files and of directories. */
  public long syncs() {
    return count(FileOperation.SYNC) + count(FileOperation.SYNC_DIRECTORY);
  }

  /** How many operations there were before which a crash makes a difference. */
  public long changes() {
    long sum = 0;
    for (FileOperation operation : FileOperation.values()) {
      sum += operation.changesDisk() ? count(operation) : 0;
    }
    return sum;
  }

  /** The last operations, oldest first. */
  public List<TracedOperation> operations() {
    return trace.last();
  }

  /** The last operations, one a line, oldest first. */
  public String print() {
    var text = new StringBuilder();
    for (TracedOperation operation : trace.last()) {
      text.append(operation).append('\n');
    }
    return text.toString();
  }

  /** Begins to count from zero, and forgets the operations. */
  public void clear() {
    trace.clear();
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    return trace.ask(
        FileOperation.CREATE, file, () -> new TracingAppendFile(inner.create(file), file, trace));
  }

  @Override
  public ReadFile openRead(Path file) throws IOException {
    return trace.ask(
        FileOperation.OPEN, file, () -> new TracingReadFile(inner.openRead(file), file, trace));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    trace.change(FileOperation.RENAME, to, () -> inner.rename(from, to));
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    trace.change(FileOperation.LINK, link, () -> inner.link(existing, link));
  }

  @Override
  public void delete(Path file) throws IOException {
    trace.change(FileOperation.DELETE, file, () -> inner.delete(file));
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    trace.change(
        FileOperation.CREATE_DIRECTORIES, directory, () -> inner.createDirectories(directory));
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return trace.ask(FileOperation.STAT, file, () -> inner.exists(file));
  }

  @Override
  public long size(Path file) throws IOException {
    return trace.ask(FileOperation.STAT, file, () -> inner.size(file));
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return trace.ask(FileOperation.LIST, directory, () -> inner.list(directory));
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    trace.change(FileOperation.SYNC_DIRECTORY, directory, () -> inner.syncDirectory(directory));
  }

  @Override
  public DirectoryLock lock(Path directory) throws IOException {
    return trace.ask(FileOperation.LOCK, directory, () -> inner.lock(directory));
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return trace.ask(FileOperation.SPACE, directory, () -> inner.usableBytes(directory));
  }

  @Override
  public long totalBytes(Path directory) throws IOException {
    return trace.ask(FileOperation.SPACE, directory, () -> inner.totalBytes(directory));
  }
}
