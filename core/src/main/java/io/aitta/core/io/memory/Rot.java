package io.aitta.core.io.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Damages one place of what a crash left: one bit, one sector, or blocks in the wrong place. */
final class Rot {
  private static final int SECTOR_BYTES = 512;

  private record NamedFile(Path path, Inode inode) {}

  private final RandomGenerator random;

  Rot(RandomGenerator random) {
    this.random = random;
  }

  /** Returns what was done, or null if there is no byte to damage. */
  @Nullable String damage(SortedMap<Path, Directory> directories) {
    List<NamedFile> files = filesWithBytes(directories);
    if (files.isEmpty()) {
      return null;
    }
    NamedFile file = files.get(random.nextInt(files.size()));
    String done =
        switch (random.nextInt(4)) {
          case 0 -> zeroSector(file);
          case 1 -> misdirect(file, files.get(random.nextInt(files.size())), true);
          case 2 -> misdirect(file, files.get(random.nextInt(files.size())), false);
          default -> null;
        };
    return done != null ? done : flipBit(file); // what would change nothing becomes a flipped bit
  }

  private static List<NamedFile> filesWithBytes(SortedMap<Path, Directory> directories) {
    var files = new ArrayList<NamedFile>();
    directories.forEach(
        (path, directory) ->
            directory
                .names()
                .forEach(
                    (name, inode) -> {
                      if (inode.size() > 0) {
                        files.add(new NamedFile(path.resolve(name), inode));
                      }
                    }));
    return files;
  }

  private String flipBit(NamedFile file) {
    long offset = random.nextLong(file.inode().size());
    int bit = random.nextInt(8);
    file.inode().flip(offset, 1 << bit);
    return "bit " + bit + " of byte " + offset + " of " + file.path() + " flipped";
  }

  private @Nullable String zeroSector(NamedFile file) {
    long size = file.inode().size();
    long from = random.nextLong(size) / SECTOR_BYTES * SECTOR_BYTES;
    byte[] zeros = new byte[(int) Math.min(SECTOR_BYTES, size - from)];
    return file.inode().overwrite(from, zeros)
        ? "sector at " + from + " of " + file.path() + " zeroed"
        : null;
  }

  /** A write meant for one block lands on another, or two blocks trade places. */
  private @Nullable String misdirect(NamedFile from, NamedFile to, boolean swap) {
    long source = block(from);
    long target = block(to);
    byte[] wanted = bytes(from, source);
    byte[] struck = bytes(to, target);
    boolean changed = to.inode().overwrite(target, wanted);
    if (swap) {
      changed |= from.inode().overwrite(source, struck);
    }
    if (!changed) {
      return null;
    }
    return "block at %d of %s %s block at %d of %s"
        .formatted(source, from.path(), swap ? "swapped with" : "written over", target, to.path());
  }

  private long block(NamedFile file) {
    return random.nextLong(file.inode().size()) / Pages.PAGE_BYTES * Pages.PAGE_BYTES;
  }

  private static byte[] bytes(NamedFile file, long from) {
    int length = (int) Math.min(Pages.PAGE_BYTES, file.inode().size() - from);
    return file.inode().bytes(from, length);
  }
}
