package io.aitta.sstable.compaction;

import io.aitta.sstable.version.TableMeta;
import io.aitta.sstable.version.VersionEdit;
import java.util.List;

/**
 * What a job did. Every table it added is durable, and its name. Immutable, safe on any thread.
 *
 * @param removed the inputs, which leave with the same edit
 * @param added the outputs
 */
public record JobResult(List<TableMeta> removed, List<TableMeta> added, Counts counts) {
  /**
   * What became of the entries.
   *
   * @param entriesRead all of the inputs
   * @param bytesRead keys and values of these, with 8 bytes for each trailer
   * @param entriesWritten those kept
   * @param hidden dropped because every reader sees a newer one
   * @param covered dropped because every reader who sees them sees a range delete as well
   * @param deletesDropped deletes, range deletes and expired values of which nothing was left to
   *     delete
   * @param deletesForSnapshots deletes that could have gone if no snapshot were older
   * @param expired values that became deletes
   */
  public record Counts(
      long entriesRead,
      long bytesRead,
      long entriesWritten,
      long hidden,
      long covered,
      long deletesDropped,
      long deletesForSnapshots,
      long expired) {}

  public JobResult {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /** The bytes of all outputs. */
  public long bytesWritten() {
    return TableSpan.bytes(added);
  }

  /** The edit that puts the outputs in the inputs' place; to be completed by a flush. */
  public VersionEdit.Builder edit() {
    return VersionEdit.builder().removeAll(removed).addAll(added);
  }
}
