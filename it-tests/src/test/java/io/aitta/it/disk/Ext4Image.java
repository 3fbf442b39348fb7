package io.aitta.it.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * An ext4 file system in a file, mounted through a loop device. What is in the file is what the
 * device was given: a copy of it is the disk after a power cut.
 */
final class Ext4Image implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int UNMOUNTS_MAX = 50;

  private final Path file;
  private final Path mountPoint;

  private Ext4Image(Path file, Path mountPoint) {
    this.file = file;
    this.mountPoint = mountPoint;
  }

  /** Skips the test, and says why, unless an image can be mounted here. */
  static void need(Path scratch) {
    Tools.needRoot();
    Tools.need("mkfs.ext4", "mount", "umount");
    Ext4Image probe = null;
    try {
      probe = create(scratch.resolve("probe"), 8, "data=ordered");
    } catch (IllegalStateException e) {
      Tools.skipUnless(false, "no image can be mounted: " + e.getMessage());
    } finally {
      if (probe != null) {
        probe.close();
      }
    }
  }

  /**
   * Makes a file system and mounts it.
   *
   * @param scratch a directory for the mount point, made here; the image lies in memory if it can
   * @param options of the mount
   * @param formatting more options of mkfs.ext4
   */
  static Ext4Image create(Path scratch, int mebibytes, String options, String... formatting) {
    try {
      Files.createDirectories(scratch);
      Path home = Files.isWritable(MEMORY) ? MEMORY : scratch;
      Path file = Files.createTempFile(home, "aitta-", ".ext4");
      try (FileChannel image = FileChannel.open(file, StandardOpenOption.WRITE)) {
        image.write(java.nio.ByteBuffer.allocate(1), ((long) mebibytes << 20) - 1);
      }
      List<String> format = new ArrayList<>(List.of("mkfs.ext4", "-q", "-F"));
      format.addAll(List.of(formatting));
      format.add(file.toString());
      Ext4Image made = new Ext4Image(file, scratch);
      try {
        Tools.run(format.toArray(String[]::new));
        made.mount(options);
      } catch (IllegalStateException e) {
        Files.delete(file);
        throw e;
      }
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mount(String options) {
    Tools.run("mount", "-o", "loop," + options, file.toString(), mountPoint.toString());
  }

  Path root() {
    return mountPoint;
  }

  /**
   * The disk as it is now, as another one; its journal is replayed.
   *
   * @param scratch a directory for its mount point
   */
  Ext4Image cut(Path scratch, String options) {
    try {
      Files.createDirectories(scratch);
      Path copy = Files.createTempFile(file.getParent(), "aitta-cut-", ".ext4");
      Tools.run("cp", "--sparse=always", file.toString(), copy.toString());
      Ext4Image after = new Ext4Image(copy, scratch);
      after.mount(options);
      return after;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unmounts, as soon as nobody uses it, and removes the image. */
  @Override
  public void close() {
    Tools.Result result = Tools.attempt("umount", mountPoint.toString());
    for (int i = 0; i < UNMOUNTS_MAX && result.exit() != 0; i++) {
      Tools.run("sync", "-f", mountPoint.toString()); // takes its time, which is what is needed
      result = Tools.attempt("umount", mountPoint.toString());
    }
    try {
      if (result.exit() != 0) {
        Tools.run("umount", "-l", mountPoint.toString());
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
