package io.aitta.core.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.Stream;

/** The real disk. Safe on any thread. */
final class DiskFileSystem implements FileSystem {
  static final DiskFileSystem INSTANCE = new DiskFileSystem(true);
  private static final DiskFileSystem UNCACHED = new DiskFileSystem(false);

  private final boolean cached;

  private DiskFileSystem(boolean cached) {
    this.cached = cached;
  }

  @Override
  public FileSystem uncached() {
    return UNCACHED;
  }

  @Override
  public AppendFile create(Path file) throws IOException {
    DirectoryLock.requireNoLockFile(file);
    return translated(file, () -> new DiskAppendFile(file, created(file)));
  }

  private WriteChannel created(Path file) throws IOException {
    return cached
        ? UninterruptibleChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
        : UncachedChannel.create(file);
  }

  @Override
  public ReadFile openRead(Path file) throws IOException {
    DirectoryLock.requireNoLockFile(file);
    requireNoDirectory(file);
    ReadFile opened = DiskReadFile.open(file);
    return cached ? opened : new UncachedReadFile(file, opened);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    DirectoryLock.requireNoLockFile(from);
    DirectoryLock.requireNoLockFile(to);
    requireNoDirectory(from);
    translated(to, () -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    DirectoryLock.requireNoLockFile(existing);
    DirectoryLock.requireNoLockFile(link);
    translated(link, () -> Files.createLink(link, existing));
  }

  @Override
  public void delete(Path file) throws IOException {
    DirectoryLock.requireNoLockFile(file);
    requireNoDirectory(file);
    translated(
        file,
        () -> {
          Files.delete(file);
          return file;
        });
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    var missing = new ArrayDeque<Path>();
    for (Path at = directory.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.isDirectory(at)) {
        break;
      }
      missing.push(at);
    }
    for (Path path : missing) {
      createDirectory(path);
    }
  }

  private void createDirectory(Path directory) throws IOException {
    try {
      translated(directory, () -> Files.createDirectory(directory));
    } catch (FileAlreadyExistsException other) {
      if (!Files.isDirectory(directory)) { // otherwise somebody else was quicker: just as well
        throw other;
      }
    }
    Path parent = directory.getParent();
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  @Override
  public boolean exists(Path file) throws IOException {
    try {
      file.getFileSystem().provider().checkAccess(file);
      return true;
    } catch (NoSuchFileException none) {
      return false;
    }
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    translated(
        directory,
        () -> {
          try (WriteChannel channel =
              UninterruptibleChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
          }
          return directory;
        });
  }

  @Override
  public DirectoryLock lock(Path directory) throws IOException {
    return translated(directory, () -> DiskDirectoryLock.take(directory));
  }

  @Override
  public long usableBytes(Path directory) throws IOException {
    requireDirectory(directory);
    return directory.toFile().getUsableSpace();
  }

  @Override
  public long totalBytes(Path directory) throws IOException {
    requireDirectory(directory);
    return directory.toFile().getTotalSpace();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> T translated(Path file, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (IOException failure) {
      throw DiskErrors.of(failure, file);
    }
  }

  private static void requireNoDirectory(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException("is a directory: " + file);
    }
  }

  /** The questions about space answer 0, and no failure, where there is nothing. */
  private static void requireDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
  }
}
