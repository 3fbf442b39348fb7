package io.aitta.it.support;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another disk, with its syncs of files and directories counted, and made slow if asked for. Safe
 * on any thread.
 */
public final class CountingDisk implements FileSystem {
  /** Nobody ever gives it a permit: waiting for one is what a slow device does. */
  private static final Semaphore DEVICE = new Semaphore(0);

  private final FileSystem disk;
  private final long syncNanos;
  private final AtomicLong syncs = new AtomicLong();

  /**
   * @param syncNanos a sync takes at least so long
   */
  public CountingDisk(FileSystem disk, long syncNanos) {
    this.disk = disk;
    this.syncNanos = syncNanos;
  }

  /** Syncs of files and directories so far. */
  public long syncs() {
    return syncs.get();
  }

  private void countSync() {
    syncs.incrementAndGet();
    try {
      if (DEVICE.tryAcquire(syncNanos, TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("the device has no permits");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("a thread that writes files was interrupted", e);
    }
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    return new Counted(disk.create(file));
  }

  @Override
  public ReadFile openRead(Path file) throws IOException {
    return disk.openRead(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    disk.link(existing, link);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public boolean exists(Path file) throws IOException {
    return disk.exists(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return disk.size(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    countSync();
    disk.syncDirectory(directory);
  }

  @Override
  public DirectoryLock lock(Path directory) throws IOException {
    return disk.lock(directory);
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    return disk.usableBytes(directory);
  }

  @Override
  public long totalBytes(Path directory) throws IOException {
    return disk.totalBytes(directory);
  }

  private final class Counted implements AppendFile {
    private final AppendFile file;

    Counted(AppendFile file) {
      this.file = file;
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
      file.append(buffers);
    }

    @Override
    public void prepare(long length) throws IOException {
      file.prepare(length);
    }

    @Override
    public long appended() {
      return file.appended();
    }

    @Override
    public long prepared() {
      return file.prepared();
    }

    @Override
    public void sync() throws IOException {
      countSync();
      file.sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
