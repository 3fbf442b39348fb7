package io.aitta.core.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;

/**
 * A directory held by this process.
 *
 * <p>The kernel gives the lock of a file to a process, not to a handle, and takes it away when the
 * process closes <em>any</em> handle of that file. So a registry of this process is asked before
 * {@code LOCK} is opened at all, and a directory leaves the registry only after its {@code LOCK} is
 * closed. Directories are known there by what the file system calls them, so that a link, a mount
 * or a rename is no second way in. {@code LOCK} stays when the lock goes: were it deleted, two
 * processes could hold two files of that name.
 *
 * <p>Who holds it stands in {@code OWNER} ({@link OwnerFile}), since {@code LOCK} must not be read.
 * Safe on any thread.
 */
final class DiskDirectoryLock implements DirectoryLock {
  private static final Set<Object> HELD = new HashSet<>(); // its own monitor guards it

  private final Object key;
  private final Path directory;
  private final FileChannel channel;
  private final OwnerFile owner;
  private boolean closed;

  private DiskDirectoryLock(Object key, Path directory, FileChannel channel, OwnerFile owner) {
    this.key = key;
    this.directory = directory;
    this.channel = channel;
    this.owner = owner;
  }

  static DiskDirectoryLock take(Path directory) throws IOException {
    synchronized (HELD) {
      Object key = keyOf(directory);
      if (HELD.contains(key)) {
        throw new DirectoryInUseException(
            "data directory " + directory + " is in use by another store of this process");
      }
      DiskDirectoryLock lock = lockFile(key, directory);
      HELD.add(key);
      return lock;
    }
  }

  @Override
  public void requireHeld() throws IOException {
    synchronized (HELD) {
      if (closed) {
        throw new IOException("lock of data directory " + directory + " used after close");
      }
      if (!owner.isStill(directory)) {
        throw new DirectoryInUseException(
            "data directory " + directory + " was taken over by " + OwnerFile.describe(directory));
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        channel.close(); // releases the kernel's lock
      } finally {
        HELD.remove(key);
      }
    }
  }

  private static DiskDirectoryLock lockFile(Object key, Path directory) throws IOException {
    FileChannel channel = openLock(directory);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new DirectoryInUseException(
            "data directory " + directory + " is in use by " + OwnerFile.describe(directory));
      }
      return new DiskDirectoryLock(key, directory, channel, OwnerFile.write(directory));
    } catch (OverlappingFileLockException held) {
      channel.close();
      throw new DirectoryInUseException(
          "data directory " + directory + " is in use by another library of this process");
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  private static FileChannel openLock(Path directory) throws IOException {
    try {
      return FileChannel.open(
          directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (AccessDeniedException denied) {
      throw new IOException(
          "data directory " + directory + " is not writable by " + System.getProperty("user.name"),
          denied);
    }
  }

  private static Object keyOf(Path directory) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
    if (!attributes.isDirectory()) {
      throw new NoSuchFileException(directory.toString(), null, "not a directory");
    }
    Object fileKey = attributes.fileKey();
    return fileKey != null ? fileKey : directory.toRealPath();
  }
}
