package io.aitta.sstable.version;

import io.aitta.core.Bytes;
import io.aitta.core.CorruptionException;
import io.aitta.core.ErrorCode;
import io.aitta.core.StoreException;
import io.aitta.core.format.Varint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Walks tagged fields; the layout is the package's. Every accessor checks that the value fills its
 * field exactly. Anything malformed is a {@link CorruptionException} that names the file and the
 * offset of the record it stands in. For one thread.
 */
final class FieldReader {
  private final ByteBuffer source;
  private final Path file;
  private final long recordOffset;
  private final String what;

  private int tag;
  private boolean required;
  private ByteBuffer value = ByteBuffer.allocate(0);

  /**
   * @param source the fields; not changed by reading
   * @param what what they belong to, for messages, as in {@code "an edit"}
   */
  FieldReader(ByteBuffer source, Path file, long recordOffset, String what) {
    this.source = source.duplicate();
    this.file = file;
    this.recordOffset = recordOffset;
    this.what = what;
  }

  /** Moves to the next field; false behind the last. */
  boolean next() {
    if (!source.hasRemaining()) {
      return false;
    }
    tag = length(source, "a tag", Integer.MAX_VALUE);
    required = readRequired();
    int length = length(source, "the length of field " + tag, source.remaining());
    if (length > source.remaining()) {
      throw corrupt("field " + tag + " within the record", length + " bytes of it");
    }
    value = source.slice(source.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    source.position(source.position() + length);
    return true;
  }

  private boolean readRequired() {
    int flag = source.hasRemaining() ? source.get() : -1;
    if (flag != 0 && flag != 1) {
      throw corrupt("0 or 1 behind tag " + tag, flag < 0 ? "no more bytes" : "" + flag);
    }
    return flag == 1;
  }

  int tag() {
    return tag;
  }

  /** A number of at least 0. */
  long number() {
    long number = varint(value);
    end();
    return number;
  }

  int smallNumber() {
    int number = length(value, "field " + tag, Integer.MAX_VALUE);
    end();
    return number;
  }

  /** The first of two numbers; {@link #number()} gives the second. */
  int firstOfPair() {
    return length(value, "field " + tag, Integer.MAX_VALUE);
  }

  long fixed() {
    if (value.remaining() != Long.BYTES) {
      throw corrupt("8 bytes in field " + tag, value.remaining() + " bytes");
    }
    return value.getLong();
  }

  String text() {
    return StandardCharsets.UTF_8.decode(value).toString();
  }

  Bytes bytes() {
    byte[] copy = new byte[value.remaining()];
    value.get(copy);
    return Bytes.wrap(copy);
  }

  FieldReader fields(String nested) {
    return new FieldReader(value, file, recordOffset, nested);
  }

  /** The present field is none the reader knows: skipped, unless whoever wrote it forbids that. */
  void unknown() {
    if (required) {
      throw new StoreException(
          ErrorCode.FORMAT_TOO_NEW,
          StoreException.Outcome.NONE,
          file.getFileName()
              + " at offset "
              + recordOffset
              + ": field "
              + tag
              + " of "
              + what
              + " is required to read the store, and this version does not know it");
    }
  }

  CorruptionException corrupt(String expected, String found) {
    return new CorruptionException(file, recordOffset, expected + " in " + what, found);
  }

  private void end() {
    if (value.hasRemaining()) {
      throw corrupt("field " + tag + " to end", value.remaining() + " more bytes");
    }
  }

  private long varint(ByteBuffer from) {
    long number;
    try {
      number = Varint.get(from);
    } catch (Varint.MalformedVarintException e) {
      throw corrupt("a number in field " + tag, String.valueOf(e.getMessage()));
    }
    if (number < 0) {
      throw corrupt("a number below 2^63 in field " + tag, Long.toUnsignedString(number));
    }
    return number;
  }

  private int length(ByteBuffer from, String of, int max) {
    try {
      return Varint.getLength(from, max);
    } catch (Varint.MalformedVarintException e) {
      throw corrupt(of, String.valueOf(e.getMessage()));
    }
  }
}
