package io.aitta.it.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A file system in a file, mounted through a loop device. What is in the file is what the device
 * was given: a copy of it is the disk after a power cut.
 */
final class DiskImage implements AutoCloseable {
  /**
   * What it is formatted as. Not btrfs: the kernel knows its copies by the id that they share with
   * the original, and does not mount both.
   */
  enum Kind {
    EXT4(8, "data=ordered", "mkfs.ext4", "-qF"),
    /** Smaller ones are refused; with its id unasked, a copy is mounted beside the original. */
    XFS(320, "nouuid", "mkfs.xfs", "-qf");

    private final int mebibytesMin;
    private final String options;
    private final String mkfs;
    private final String quietly;

    Kind(int mebibytesMin, String options, String mkfs, String quietly) {
      this.mebibytesMin = mebibytesMin;
      this.options = options;
      this.mkfs = mkfs;
      this.quietly = quietly;
    }

    /** How it is mounted if nothing else is asked for. */
    String options() {
      return options;
    }
  }

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final int UNMOUNTS_MAX = 50;

  private final Path file;
  private final Path mountPoint;

  private DiskImage(Path file, Path mountPoint) {
    this.file = file;
    this.mountPoint = mountPoint;
  }

  /** Skips the test, and says why, unless an image can be mounted here. */
  static void need(Kind kind, Path scratch) {
    Tools.needRoot();
    Tools.need(kind.mkfs, "mount", "umount");
    DiskImage probe = null;
    try {
      probe = create(kind, scratch.resolve("probe-" + kind), 0, kind.options);
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
   * @param mebibytes its size, or the least there is of this kind, if that is more
   * @param options of the mount
   * @param formatting more options of mkfs
   */
  static DiskImage create(
      Kind kind, Path scratch, int mebibytes, String options, String... formatting) {
    try {
      Files.createDirectories(scratch);
      Path home = Files.isWritable(MEMORY) ? MEMORY : scratch;
      Path file = Files.createTempFile(home, "aitta-", ".image");
      try (FileChannel image = FileChannel.open(file, StandardOpenOption.WRITE)) {
        long bytes = (long) Math.max(kind.mebibytesMin, mebibytes) << 20;
        image.write(ByteBuffer.allocate(1), bytes - 1);
      }
      List<String> format = new ArrayList<>(List.of(kind.mkfs, kind.quietly));
      format.addAll(List.of(formatting));
      format.add(file.toString());
      DiskImage made = new DiskImage(file, scratch);
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
  DiskImage cut(Path scratch, String options) {
    try {
      Files.createDirectories(scratch);
      Path copy = Files.createTempFile(file.getParent(), "aitta-cut-", ".image");
      Tools.run("cp", "--sparse=always", file.toString(), copy.toString());
      DiskImage after = new DiskImage(copy, scratch);
      after.mount(options);
      return after;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes the disk from the file system in the middle of whatever it does: every call fails from
   * now on, and what is not at the disk is lost.
   */
  void shutDown() {
    Tools.run("xfs_io", "-x", "-c", "shutdown", mountPoint.toString());
  }

  /** Mounts it again, its journal replayed; nobody uses it. */
  void remount(String options) {
    Tools.run("umount", mountPoint.toString());
    mount(options);
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
