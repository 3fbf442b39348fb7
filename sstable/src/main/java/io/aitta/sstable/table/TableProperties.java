package io.aitta.sstable.table;

import io.aitta.core.Bytes;
import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a table says of itself. Immutable, safe on any thread.
 *
 * @param entries entries of all kinds, range deletes not counted
 * @param deletes how many of them are deletes
 * @param rangeDeletes range deletes: pairs of fragment and number
 * @param keyBytes bytes of all entries' tree keys, as if none were shared
 * @param valueBytes bytes of all entries' values
 * @param oldestDeadlineMillis {@link Long#MAX_VALUE} if no entry expires
 * @param blocks how many data blocks there are
 * @param greatestBlockBytes the size of the greatest data block before compression
 * @param options how the table was made
 * @param filterName the name of the filter's block, empty if there is none
 */
public record TableProperties(
    long entries,
    long deletes,
    long rangeDeletes,
    long keyBytes,
    long valueBytes,
    long leastNumber,
    long greatestNumber,
    Bytes firstKey,
    Bytes lastKey,
    long oldestDeadlineMillis,
    int blocks,
    int greatestBlockBytes,
    TableOptions options,
    String filterName) {

  // the fields' ids, on disk for ever; a reader passes over those it does not know
  private static final int ENTRIES = 1;
  private static final int DELETES = 2;
  private static final int RANGE_DELETES = 3;
  private static final int KEY_BYTES = 4;
  private static final int VALUE_BYTES = 5;
  private static final int LEAST_NUMBER = 6;
  private static final int GREATEST_NUMBER = 7;
  private static final int FIRST_KEY = 8;
  private static final int LAST_KEY = 9;
  private static final int OLDEST_DEADLINE = 10;
  private static final int BLOCKS = 11;
  private static final int GREATEST_BLOCK = 12;
  private static final int BLOCK_BYTES = 13;
  private static final int RESTART_INTERVAL = 14;
  private static final int COMPRESSION = 15;
  private static final int FILTER_BITS = 16;
  private static final int FILTER_NAME = 17;
  private static final int FORMAT_VERSION = 18;
  private static final int FIELDS_END = 19;

  TableSummary summary(long sizeBytes, long salt) {
    return new TableSummary(
        sizeBytes,
        salt,
        firstKey,
        lastKey,
        leastNumber,
        greatestNumber,
        entries,
        deletes,
        rangeDeletes,
        oldestDeadlineMillis);
  }

  byte[] encode() {
    byte[] filter = filterName.getBytes(StandardCharsets.UTF_8);
    ByteBuffer target =
        ByteBuffer.allocate(32 * FIELDS_END + firstKey.length() + lastKey.length() + filter.length);
    putNumber(target, ENTRIES, entries);
    putNumber(target, DELETES, deletes);
    putNumber(target, RANGE_DELETES, rangeDeletes);
    putNumber(target, KEY_BYTES, keyBytes);
    putNumber(target, VALUE_BYTES, valueBytes);
    putNumber(target, LEAST_NUMBER, leastNumber);
    putNumber(target, GREATEST_NUMBER, greatestNumber);
    putBytes(target, FIRST_KEY, firstKey.toArray());
    putBytes(target, LAST_KEY, lastKey.toArray());
    putNumber(target, OLDEST_DEADLINE, oldestDeadlineMillis);
    putNumber(target, BLOCKS, blocks);
    putNumber(target, GREATEST_BLOCK, greatestBlockBytes);
    putNumber(target, BLOCK_BYTES, options.blockBytes());
    putNumber(target, RESTART_INTERVAL, options.restartInterval());
    putNumber(target, COMPRESSION, options.compression().id());
    putNumber(target, FILTER_BITS, options.filterBitsPerKey());
    putBytes(target, FILTER_NAME, filter);
    putNumber(target, FORMAT_VERSION, TableFormat.VERSION);
    byte[] encoded = new byte[target.position()];
    target.flip().get(encoded);
    return encoded;
  }

  private static void putNumber(ByteBuffer target, int id, long value) {
    Varint.put(target, id);
    Varint.put(target, Varint.size(value));
    Varint.put(target, value);
  }

  private static void putBytes(ByteBuffer target, int id, byte[] value) {
    Varint.put(target, id);
    Varint.put(target, value.length);
    target.put(value);
  }

  /**
   * @throws IllegalArgumentException if the bytes are no properties, or a field is missing
   */
  static TableProperties decode(byte[] array) {
    ByteBuffer source = ByteBuffer.wrap(array);
    ByteBuffer[] fields = new ByteBuffer[FIELDS_END];
    while (source.hasRemaining()) {
      long id = Varint.get(source);
      int length = Decoding.length(source);
      if (id > 0 && id < FIELDS_END) {
        fields[(int) id] = source.slice(source.position(), length);
      }
      source.position(source.position() + length);
    }
    return new TableProperties(
        number(fields, ENTRIES),
        number(fields, DELETES),
        number(fields, RANGE_DELETES),
        number(fields, KEY_BYTES),
        number(fields, VALUE_BYTES),
        number(fields, LEAST_NUMBER),
        number(fields, GREATEST_NUMBER),
        Bytes.wrap(bytes(fields, FIRST_KEY)),
        Bytes.wrap(bytes(fields, LAST_KEY)),
        number(fields, OLDEST_DEADLINE),
        intNumber(fields, BLOCKS),
        intNumber(fields, GREATEST_BLOCK),
        options(fields),
        new String(bytes(fields, FILTER_NAME), StandardCharsets.UTF_8));
  }

  private static TableOptions options(ByteBuffer[] fields) {
    return new TableOptions(
        intNumber(fields, BLOCK_BYTES),
        intNumber(fields, RESTART_INTERVAL),
        Compression.of(number(fields, COMPRESSION)),
        intNumber(fields, FILTER_BITS));
  }

  private static long number(ByteBuffer[] fields, int id) {
    return Varint.get(field(fields, id));
  }

  private static int intNumber(ByteBuffer[] fields, int id) {
    return Varint.getLength(field(fields, id), Integer.MAX_VALUE);
  }

  private static byte[] bytes(ByteBuffer[] fields, int id) {
    ByteBuffer field = field(fields, id);
    byte[] bytes = new byte[field.remaining()];
    field.get(bytes);
    return bytes;
  }

  private static ByteBuffer field(ByteBuffer[] fields, int id) {
    ByteBuffer field = fields[id];
    if (field == null) {
      throw new IllegalArgumentException("properties without field " + id);
    }
    return field;
  }
}
