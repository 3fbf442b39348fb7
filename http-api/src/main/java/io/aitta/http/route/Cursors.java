package io.aitta.http.route;

import io.aitta.core.Bytes;
import io.aitta.core.ErrorCode;
import io.aitta.core.Range;
import io.aitta.http.json.Encoding;
import io.aitta.http.request.RequestRefused;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns scan positions into opaque texts and back. Signed, so that only what was handed out comes
 * back: the server keeps nothing. Immutable; safe on any thread.
 */
final class Cursors {
  /** So that a cursor still fits a request target of 16 KiB beside the other parameters. */
  private static final int TEXT_MAX = 14 << 10;

  private static final byte FORMAT = 1;
  private static final int ABSENT = -1;

  private static final int REVERSED = 1;
  private static final int KEYS_ONLY = 2;
  private static final int BASE64 = 4;
  private static final int TEXT = 8;

  private final Seal seal;

  Cursors(Seal seal) {
    this.seal = seal;
  }

  /** The text of a position that has a last key. */
  String write(ScanPosition position) {
    Range range = position.range();
    Bytes snapshot = position.snapshot() == null ? null : Bytes.utf8(position.snapshot());
    ByteBuffer payload =
        ByteBuffer.allocate(
            8 + size(range.from()) + size(range.until()) + size(position.last()) + size(snapshot));
    payload.put(FORMAT);
    payload.put(
        (byte)
            ((range.reversed() ? REVERSED : 0)
                | (position.keysOnly() ? KEYS_ONLY : 0)
                | bits(position.encoding())));
    payload.putInt(position.limit());
    put(payload, range.from());
    put(payload, range.until());
    put(payload, position.last());
    put(payload, snapshot);
    String text = seal.seal(Arrays.copyOf(payload.array(), payload.position()));
    if (text.length() > TEXT_MAX) {
      throw RequestRefused.of(
          ErrorCode.KEY_TOO_LARGE,
          "a key here is too long for a cursor; ask with Accept: application/x-ndjson");
    }
    return text;
  }

  /** The position of a text; refused if this server did not write it. */
  ScanPosition read(String text) {
    byte[] payload = seal.open(text);
    if (payload == null || payload.length == 0 || payload[0] != FORMAT) {
      throw forged();
    }
    try {
      return read(ByteBuffer.wrap(payload, 1, payload.length - 1));
    } catch (BufferUnderflowException cutShort) {
      throw forged();
    }
  }

  private static ScanPosition read(ByteBuffer payload) {
    byte flags = payload.get();
    int limit = payload.getInt();
    Bytes from = take(payload);
    Bytes until = take(payload);
    Bytes last = take(payload);
    Bytes snapshot = take(payload);
    if (from == null || last == null) {
      throw forged();
    }
    return new ScanPosition(
        new Range(from, until, (flags & REVERSED) != 0),
        (flags & KEYS_ONLY) != 0,
        (flags & BASE64) != 0
            ? Encoding.BASE64
            : (flags & TEXT) != 0 ? Encoding.TEXT : Encoding.AUTO,
        snapshot == null ? null : snapshot.utf8(),
        limit,
        last);
  }

  private static int bits(Encoding encoding) {
    return switch (encoding) {
      case AUTO -> 0;
      case BASE64 -> BASE64;
      case TEXT -> TEXT;
    };
  }

  private static int size(@Nullable Bytes bytes) {
    return Integer.BYTES + (bytes == null ? 0 : bytes.length());
  }

  private static void put(ByteBuffer payload, @Nullable Bytes bytes) {
    if (bytes == null) {
      payload.putInt(ABSENT);
    } else {
      payload.putInt(bytes.length());
      payload.put(bytes.sharedArray(), bytes.sharedFrom(), bytes.length());
    }
  }

  private static @Nullable Bytes take(ByteBuffer payload) {
    int length = payload.getInt();
    if (length == ABSENT) {
      return null;
    }
    if (length < 0 || length > payload.remaining()) {
      throw forged();
    }
    byte[] bytes = new byte[length];
    payload.get(bytes);
    return Bytes.wrap(bytes);
  }

  private static RequestRefused forged() {
    return RequestRefused.of(
        ErrorCode.BAD_CURSOR,
        "this cursor was not written by this server, or before its last start");
  }
}
