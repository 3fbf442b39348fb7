package io.aitta.sstable.version;

import io.aitta.core.Bytes;
import java.nio.ByteBuffer;

/** The bytes of a {@link TableMeta} inside an edit; the layout is the package's. */
final class TableMetaCodec {
  private static final int NUMBER = 1;
  private static final int LEVEL = 2;
  private static final int SIZE_BYTES = 3;
  private static final int SALT = 4;
  private static final int FIRST_KEY = 5;
  private static final int LAST_KEY = 6;
  private static final int LEAST_NUMBER = 7;
  private static final int GREATEST_NUMBER = 8;
  private static final int ENTRIES = 9;
  private static final int DELETES = 10;
  private static final int RANGE_DELETES = 11;
  private static final int OLDEST_DEADLINE = 12;

  private static final int LAST_TAG = OLDEST_DEADLINE;
  private static final int ALL_TAGS = (1 << (LAST_TAG + 1)) - 2;

  private TableMetaCodec() {}

  static ByteBuffer encode(TableMeta table) {
    FieldWriter fields = new FieldWriter();
    fields.number(NUMBER, table.number());
    fields.number(LEVEL, table.level());
    fields.number(SIZE_BYTES, table.sizeBytes());
    fields.fixed(SALT, table.salt());
    fields.bytes(FIRST_KEY, table.firstKey());
    fields.bytes(LAST_KEY, table.lastKey());
    fields.number(LEAST_NUMBER, table.leastNumber());
    fields.number(GREATEST_NUMBER, table.greatestNumber());
    fields.number(ENTRIES, table.entries());
    fields.number(DELETES, table.deletes());
    fields.number(RANGE_DELETES, table.rangeDeletes());
    fields.number(OLDEST_DEADLINE, table.oldestDeadlineMillis());
    return fields.done();
  }

  static TableMeta decode(FieldReader fields) {
    long[] numbers = new long[LAST_TAG + 1];
    Bytes firstKey = Bytes.EMPTY;
    Bytes lastKey = Bytes.EMPTY;
    int seen = 0;
    while (fields.next()) {
      int tag = fields.tag();
      if (tag < 1 || tag > LAST_TAG) {
        fields.unknown();
        continue;
      }
      if ((seen & 1 << tag) != 0) {
        throw fields.corrupt("field " + tag + " once", "it twice");
      }
      seen |= 1 << tag;
      switch (tag) {
        case SALT -> numbers[tag] = fields.fixed();
        case LEVEL -> numbers[tag] = fields.smallNumber();
        case FIRST_KEY -> firstKey = fields.bytes();
        case LAST_KEY -> lastKey = fields.bytes();
        default -> numbers[tag] = fields.number();
      }
    }
    if (seen != ALL_TAGS) {
      throw fields.corrupt("fields 1 to 12", missing(seen));
    }
    return build(fields, numbers, firstKey, lastKey);
  }

  private static String missing(int seen) {
    return "none of tag " + Integer.numberOfTrailingZeros(ALL_TAGS & ~seen);
  }

  private static TableMeta build(
      FieldReader fields, long[] numbers, Bytes firstKey, Bytes lastKey) {
    try {
      return new TableMeta(
          numbers[NUMBER],
          (int) numbers[LEVEL],
          numbers[SIZE_BYTES],
          numbers[SALT],
          firstKey,
          lastKey,
          numbers[LEAST_NUMBER],
          numbers[GREATEST_NUMBER],
          numbers[ENTRIES],
          numbers[DELETES],
          numbers[RANGE_DELETES],
          numbers[OLDEST_DEADLINE]);
    } catch (IllegalArgumentException e) {
      throw fields.corrupt("a table that can be", String.valueOf(e.getMessage()));
    }
  }
}
