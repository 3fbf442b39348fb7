package io.aitta.core.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The disk as the store sees it. Implementations: a real one, one in memory that forgets what was
 * not synced when it crashes, one that fails on purpose, one that counts. Safe on any thread.
 *
 * <p>Only {@link AppendFile#sync} makes a file's bytes durable, and only {@link #syncDirectory} its
 * name. A disk without space, inodes or quota left is a {@link DiskFullException}, whichever call
 * meets it.
 */
public interface FileSystem {
  /** The real disk. */
  static FileSystem disk() {
    return DiskFileSystem.INSTANCE;
  }

  /**
   * The same files by a way for bytes that are written or read once: whole pages of new files, and
   * large reads, pass by the operating system's page cache, where it can be done. Else the same.
   */
  default FileSystem uncached() {
    return this;
  }

  /**
   * Creates a file that must not exist yet.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it does; it is never truncated
   */
  AppendFile create(Path file) throws IOException;

  /**
   * Opens a file for positional reads. It keeps its name until it is closed.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  ReadFile openRead(Path file) throws IOException;

  /** Renames a file atomically, replacing {@code to} if it exists. Not for directories. */
  void rename(Path from, Path to) throws IOException;

  /** Gives {@code existing} a second name. */
  void link(Path existing, Path link) throws IOException;

  /**
   * Removes a file's name. Not for directories.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  void delete(Path file) throws IOException;

  /** Creates a directory and its parents, where missing, and makes what it created durable. */
  void createDirectories(Path directory) throws IOException;

  boolean exists(Path file) throws IOException;

  /** The file's length in bytes, prepared space included. */
  long size(Path file) throws IOException;

  /** The names in a directory, subdirectories' too, sorted, without their path. */
  List<String> list(Path directory) throws IOException;

  /** Makes the directory's entries durable. */
  void syncDirectory(Path directory) throws IOException;

  /**
   * Takes a directory for this store alone. The file {@code LOCK} in it is opened once per process;
   * every other call of this interface refuses to touch it.
   *
   * @throws DirectoryInUseException if another process, or another store in this one, owns it
   */
  DirectoryLock lock(Path directory) throws IOException;

  /** Bytes that can still be written below {@code directory}. */
  long usableBytes(Path directory) throws IOException;

  /** All bytes of the file system that holds {@code directory}, used or not. */
  long totalBytes(Path directory) throws IOException;
}
