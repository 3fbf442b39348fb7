package io.aitta.core.io.memory;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.DirectoryInUseException;
import io.aitta.core.io.DirectoryLock;
import io.aitta.core.io.FileSystem;
import io.aitta.core.io.ReadFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that can crash. Nothing is written anywhere; two of them share nothing.
 *
 * <p>{@link #crash} ends this file system and every handle of it (each later call throws {@link
 * CrashedException}, closing does nothing) and returns what the disk holds afterwards as a new one.
 * Directories are durable as soon as they are created. Safe on any thread.
 */
public final class MemoryFileSystem implements FileSystem {
  private static final long TOTAL_BYTES = 1L << 40;

  private final SortedMap<Path, Directory> directories;
  private final TreeSet<Path> locked = new TreeSet<>();
  private final OpenHandles handles = new OpenHandles();
  private final @Nullable CrashReport lastCrash;
  private volatile @Nullable CrashPolicy crashed;

  public MemoryFileSystem() {
    this(new TreeMap<>(), null);
  }

  private MemoryFileSystem(
      SortedMap<Path, Directory> directories, @Nullable CrashReport lastCrash) {
    this.directories = directories;
    this.lastCrash = lastCrash;
  }

  /**
   * Crashes: ends this file system and returns what the disk holds now. The same seed after the
   * same calls leaves the same.
   */
  public synchronized MemoryFileSystem crash(CrashPolicy policy, RandomGenerator random) {
    crashed = policy;
    return afterCrash(policy, random);
  }

  /**
   * What the disk would hold if this file system crashed now. This one goes on; so one run may be
   * crashed at one point in many ways. May be asked of a crashed one too. Of one that is being
   * written meanwhile, files may be left from different moments.
   */
  public synchronized MemoryFileSystem afterCrash(CrashPolicy policy, RandomGenerator random) {
    var crash = new DiskCrash(policy, random);
    SortedMap<Path, Directory> left = crash.leave(directories);
    return new MemoryFileSystem(left, crash.report());
  }

  /** What the crash took that this file system is left from; null if it began empty. */
  public @Nullable CrashReport lastCrash() {
    return lastCrash;
  }

  /** The handles nobody has closed yet, oldest first. */
  public List<OpenHandle> openHandles() {
    return handles.list();
  }

  /**
   * Makes the writes to {@code file} since its last sync impossible to sync, as a failed fsync
   * does: later syncs succeed and do not save them. To be called where a sync is made to fail.
   */
  public void loseUnsynced(Path file, LostWrites when) throws IOException {
    inode(file).loseUnsynced(when);
  }

  /** Changes the bits of {@code mask} in one byte of a file, durably: damage for a test. */
  public void flip(Path file, long offset, int mask) throws IOException {
    inode(file).flip(offset, mask);
  }

  /** Cuts a file, durably: damage for a test. */
  public void cut(Path file, long length) throws IOException {
    inode(file).cut(length);
  }

  @Override
  public synchronized AppendFile create(Path file) throws IOException {
    DirectoryLock.requireNoLockFile(file);
    Directory directory = parent(file);
    if (directory.get(name(file)) != null || directories.containsKey(path(file))) {
      throw new FileAlreadyExistsException(file.toString());
    }
    var inode = new Inode();
    directory.apply(NameChange.add(name(file), inode));
    return new MemoryAppendFile(this, file, inode, handles);
  }

  @Override
  public synchronized ReadFile openRead(Path file) throws IOException {
    DirectoryLock.requireNoLockFile(file);
    return new MemoryReadFile(this, file, inode(file), handles);
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    DirectoryLock.requireNoLockFile(from);
    DirectoryLock.requireNoLockFile(to);
    Inode inode = inode(from);
    Directory source = parent(from);
    Directory target = parent(to);
    requireNoDirectory(to);
    if (target.get(name(to)) == inode) {
      return; // two names of one file: nothing happens, as POSIX has it
    }
    if (source == target) {
      target.apply(NameChange.rename(name(from), name(to), inode));
    } else {
      target.apply(NameChange.add(name(to), inode));
      source.apply(NameChange.remove(name(from)));
    }
  }

  @Override
  public synchronized void link(Path existing, Path link) throws IOException {
    DirectoryLock.requireNoLockFile(existing);
    DirectoryLock.requireNoLockFile(link);
    Inode inode = inode(existing);
    Directory directory = parent(link);
    if (directory.get(name(link)) != null || directories.containsKey(path(link))) {
      throw new FileAlreadyExistsException(link.toString());
    }
    directory.apply(NameChange.add(name(link), inode));
  }

  @Override
  public synchronized void delete(Path file) throws IOException {
    DirectoryLock.requireNoLockFile(file);
    requireNoDirectory(file);
    inode(file);
    parent(file).apply(NameChange.remove(name(file)));
  }

  @Override
  public synchronized void createDirectories(Path directory) throws IOException {
    requireAlive();
    var missing = new ArrayList<Path>();
    for (Path at = path(directory); at != null; at = at.getParent()) {
      if (directories.containsKey(at)) {
        break;
      }
      if (find(at) != null) {
        throw new FileAlreadyExistsException(at.toString());
      }
      missing.add(at);
    }
    for (Path path : missing) {
      directories.put(path, new Directory());
    }
  }

  @Override
  public synchronized boolean exists(Path file) throws IOException {
    requireAlive();
    return directories.containsKey(path(file)) || find(path(file)) != null;
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    return inode(file).size();
  }

  @Override
  public synchronized List<String> list(Path directory) throws IOException {
    var names = new TreeSet<String>(directory(directory).names().keySet());
    Path parent = path(directory);
    for (Path other : directories.keySet()) {
      if (parent.equals(other.getParent()) && other.getFileName() != null) {
        names.add(other.getFileName().toString());
      }
    }
    return List.copyOf(names);
  }

  @Override
  public synchronized void syncDirectory(Path directory) throws IOException {
    directory(directory).sync();
  }

  @Override
  public synchronized DirectoryLock lock(Path directory) throws IOException {
    Directory held = directory(directory);
    Path path = path(directory);
    if (!locked.add(path)) {
      throw new DirectoryInUseException(
          "data directory " + directory + " is in use by another store of this process");
    }
    for (String name : List.of(DirectoryLock.LOCK_FILE, DirectoryLock.OWNER_FILE)) {
      if (held.get(name) == null) {
        held.apply(NameChange.add(name, new Inode()));
      }
    }
    return new MemoryLock(this, path, handles);
  }

  @Override
  public synchronized long usableBytes(Path directory) throws IOException {
    directory(directory);
    long used = 0;
    for (Directory held : directories.values()) {
      for (Inode inode : held.names().values()) {
        used += inode.size();
      }
    }
    return TOTAL_BYTES - used;
  }

  @Override
  public synchronized long totalBytes(Path directory) throws IOException {
    directory(directory);
    return TOTAL_BYTES;
  }

  synchronized void unlock(Path directory) {
    locked.remove(directory);
  }

  void requireAlive() throws CrashedException {
    CrashPolicy how = crashed;
    if (how != null) {
      throw new CrashedException("this file system has crashed (" + how + ")");
    }
  }

  private void requireNoDirectory(Path file) throws IOException {
    if (directories.containsKey(path(file))) {
      throw new IOException("is a directory: " + file);
    }
  }

  private synchronized Inode inode(Path file) throws IOException {
    requireAlive();
    Inode inode = find(path(file));
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return inode;
  }

  private @Nullable Inode find(Path path) {
    Path parent = path.getParent();
    Directory directory = parent == null ? null : directories.get(parent);
    return directory == null ? null : directory.get(name(path));
  }

  private Directory parent(Path file) throws IOException {
    requireAlive();
    Path parent = path(file).getParent();
    Directory directory = parent == null ? null : directories.get(parent);
    if (directory == null) {
      throw new NoSuchFileException(file.toString());
    }
    return directory;
  }

  private Directory directory(Path path) throws IOException {
    requireAlive();
    Directory directory = directories.get(path(path));
    if (directory == null) {
      throw find(path(path)) == null
          ? new NoSuchFileException(path.toString())
          : new NotDirectoryException(path.toString());
    }
    return directory;
  }

  private static Path path(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static String name(Path file) {
    return String.valueOf(path(file).getFileName());
  }
}
