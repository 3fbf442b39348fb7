package io.aitta.sstable.version;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link VersionEdit}; the layout and an example are the package's. */
final class VersionEditCodec {
  static final int STORE_ID = 1;
  static final int FORMAT_VERSION = 2;
  static final int ORDER = 3;
  static final int FLUSHED_THROUGH = 4;
  static final int NUMBERS_RESERVED = 5;
  static final int TIME_MARK = 6;
  static final int NEXT_FILE = 7;
  static final int LOG_NUMBER = 8;
  static final int ADDED = 9;
  static final int REMOVED = 10;
  static final int SYNCED_TO = 11;
  static final int PADDING = 12;

  /** Tags start at 1 and are fewer than the bits of a {@code long}: one set bit a field seen. */
  private static final long REPEATED = 1L << ADDED | 1L << REMOVED;

  private VersionEditCodec() {}

  static ByteBuffer encode(VersionEdit edit) {
    FieldWriter fields = new FieldWriter();
    if (edit.storeId() != null) {
      fields.fixed(STORE_ID, edit.storeId());
    }
    if (edit.formatVersion() != null) {
      fields.number(FORMAT_VERSION, edit.formatVersion());
    }
    if (edit.order() != null) {
      fields.text(ORDER, edit.order());
    }
    number(fields, FLUSHED_THROUGH, edit.flushedThrough());
    number(fields, NUMBERS_RESERVED, edit.numbersReserved());
    number(fields, TIME_MARK, edit.timeMarkMillis());
    number(fields, NEXT_FILE, edit.nextFile());
    number(fields, LOG_NUMBER, edit.logNumber());
    for (TableMeta table : edit.added()) {
      fields.bytes(ADDED, TableMetaCodec.encode(table));
    }
    for (VersionEdit.Removed removed : edit.removed()) {
      fields.pair(REMOVED, removed.level(), removed.number());
    }
    if (edit.syncedTo() != null) {
      fields.optionalNumber(SYNCED_TO, edit.syncedTo());
    }
    return fields.done();
  }

  static ByteBuffer encodeMark(long syncedTo, int paddingBytes) {
    FieldWriter fields = new FieldWriter();
    fields.optionalNumber(SYNCED_TO, syncedTo);
    if (paddingBytes > 0) {
      fields.padding(PADDING, paddingBytes);
    }
    return fields.done();
  }

  private static void number(FieldWriter fields, int tag, @Nullable Long value) {
    if (value != null) {
      fields.number(tag, value);
    }
  }

  static VersionEdit decode(ByteBuffer source, Path file, long offset) {
    FieldReader fields = new FieldReader(source, file, offset, "an edit");
    VersionEdit.Builder edit = VersionEdit.builder();
    long seen = 0;
    while (fields.next()) {
      if (fields.tag() <= SYNCED_TO) {
        long bit = 1L << fields.tag();
        if ((seen & bit & ~REPEATED) != 0) {
          throw fields.corrupt("field " + fields.tag() + " once", "it twice");
        }
        seen |= bit;
      }
      readField(fields, edit);
    }
    return edit.build();
  }

  private static void readField(FieldReader fields, VersionEdit.Builder edit) {
    switch (fields.tag()) {
      case STORE_ID -> edit.storeId(fields.fixed());
      case FORMAT_VERSION -> edit.formatVersion(fields.smallNumber());
      case ORDER -> edit.order(fields.text());
      case FLUSHED_THROUGH -> edit.flushedThrough(fields.number());
      case NUMBERS_RESERVED -> edit.numbersReserved(fields.number());
      case TIME_MARK -> edit.timeMarkMillis(fields.number());
      case NEXT_FILE -> edit.nextFile(fields.number());
      case LOG_NUMBER -> edit.logNumber(fields.number());
      case ADDED -> edit.add(TableMetaCodec.decode(fields.fields("a table")));
      case REMOVED -> edit.remove(fields.firstOfPair(), fields.number());
      case SYNCED_TO -> edit.syncedTo(fields.number());
      default -> fields.unknown();
    }
  }
}
