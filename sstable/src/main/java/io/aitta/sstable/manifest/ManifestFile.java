package io.aitta.sstable.manifest;

import io.aitta.core.format.record.RecordWriter;
import io.aitta.core.io.AppendFile;
import io.aitta.core.io.FileSystem;
import io.aitta.sstable.version.VersionEdit;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A manifest being written; the package has its layout. For one thread. */
final class ManifestFile implements Closeable {
  /** A block of the disk: what lies this far apart is not damaged by one accident. */
  private static final int APART_BYTES = 4 << 10;

  private static final int PREPARE_BYTES = 64 << 10;

  /** More than the frames around an edit, and a mark, take. */
  private static final int OVERHEAD_BYTES = 128;

  private final long number;
  private final Path path;
  private final AppendFile file;
  private final RecordWriter records;
  private long syncedTo;

  private ManifestFile(long number, Path path, AppendFile file, long salt) {
    this.number = number;
    this.path = path;
    this.file = file;
    this.records = new RecordWriter(file, salt);
  }

  /**
   * Writes the beginning of a manifest: header, snapshot, mark. Nothing is synced, and until it is
   * nobody may know of the file.
   */
  static ManifestFile begin(FileSystem fs, Path directory, long number, ManifestState state)
      throws IOException {
    ManifestHeader header = new ManifestHeader(state.storeId(), number);
    Path path = FileName.manifest(directory, number);
    AppendFile file = fs.create(path);
    ManifestFile manifest = new ManifestFile(number, path, file, header.salt());
    try {
      new RecordWriter(file, ManifestHeader.FRAME_SALT).append(header.encode());
      manifest.records.append(state.snapshot().encode());
      manifest.syncedTo = file.appended(); // true by the time anybody reads it
      manifest.mark();
      return manifest;
    } catch (Throwable e) {
      manifest.discard(fs, e);
      throw e;
    }
  }

  long number() {
    return number;
  }

  long length() {
    return file.appended();
  }

  /** All of the file before this offset is durable. */
  long syncedTo() {
    return syncedTo;
  }

  /**
   * Takes the space an edit and the mark behind it need: where there is none, that is the moment to
   * hear of it.
   */
  void prepare(ByteBuffer edit) throws IOException {
    long needed = file.appended() + 2L * edit.remaining() + OVERHEAD_BYTES;
    if (needed > file.prepared()) {
      file.prepare((needed / PREPARE_BYTES + 1) * PREPARE_BYTES);
    }
  }

  /** Makes an edit durable. After an exception nobody knows whether it is. */
  void append(ByteBuffer edit) throws IOException {
    records.append(edit);
    file.sync();
    syncedTo = file.appended();
    mark();
  }

  /** Says that everything before it is durable, so that damage to it will be told. */
  private void mark() throws IOException {
    records.append(VersionEdit.encodeMark(syncedTo, 0));
  }

  void sync() throws IOException {
    file.sync();
  }

  /**
   * Ends the file with a mark far enough from the last edit that no one block holds both: from then
   * on damage to that edit is told as well.
   */
  void seal() throws IOException {
    records.append(VersionEdit.encodeMark(syncedTo, APART_BYTES));
    mark();
    file.sync();
  }

  /** Gives up a manifest that {@code CURRENT} never named; what fails joins {@code why}. */
  void discard(FileSystem fs, Throwable why) {
    try {
      file.close();
      fs.delete(path);
    } catch (IOException e) {
      why.addSuppressed(e); // the name stays; it goes when the store is next opened
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
