package io.aitta.sstable.manifest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Decides which names of a data directory are of no use any more. */
public final class Obsolete {
  private Obsolete() {}

  /**
   * The names to remove: tables nobody knows, manifests other than the one in force, logs older
   * than any still needed, and what a crash left on its way to another name. Names that are none of
   * ours stay.
   *
   * <p>To be asked by whoever owns the manifest, between two edits of it, and never before its
   * first edit since the store was opened ({@link Manifest#number()} sees to that): what was read
   * may not be durable yet.
   *
   * @param names of the directory
   * @param liveTables numbers of the tables of every version still pinned, of the present one, and
   *     of every output a job is writing or has not handed over
   * @param manifest the number of the manifest in force
   * @param logNumber the oldest log still needed
   */
  public static List<String> names(
      Collection<String> names, Set<Long> liveTables, long manifest, long logNumber) {
    List<String> obsolete = new ArrayList<>();
    for (String name : names) {
      FileName file = FileName.parse(name);
      boolean goes =
          file == null
              ? isTemporary(name)
              : switch (file.kind()) {
                case TABLE -> !liveTables.contains(file.number());
                case MANIFEST -> file.number() != manifest;
                case LOG -> file.number() < logNumber;
              };
      if (goes) {
        obsolete.add(name);
      }
    }
    return obsolete;
  }

  /** Whether the name is one we give to a file that will be renamed. */
  private static boolean isTemporary(String name) {
    if (!name.endsWith(FileName.TEMPORARY)) {
      return false;
    }
    String of = name.substring(0, name.length() - FileName.TEMPORARY.length());
    return of.equals(FileName.CURRENT) || FileName.parse(of) != null;
  }
}
