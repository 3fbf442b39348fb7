package io.aitta.core.format.record;

import io.aitta.core.io.AppendFile;
import io.aitta.core.io.ReadFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A file as an array, that counts the calls it gets. */
final class MemoryFile implements AppendFile, ReadFile {
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private byte[] bytes = new byte[0];
  int appends;

  static MemoryFile of(byte[] bytes) {
    MemoryFile file = new MemoryFile();
    file.bytes = bytes.clone();
    return file;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public void append(ByteBuffer... buffers) {
    appends++;
    for (ByteBuffer buffer : buffers) {
      byte[] piece = new byte[buffer.remaining()];
      buffer.get(piece);
      content.writeBytes(piece);
    }
    bytes = content.toByteArray();
  }

  @Override
  public void prepare(long length) {
    bytes = Arrays.copyOf(bytes, (int) Math.max(length, bytes.length));
  }

  @Override
  public long appended() {
    return content.size();
  }

  @Override
  public long prepared() {
    return bytes.length;
  }

  @Override
  public void sync() {}

  @Override
  public int readAt(long offset, ByteBuffer target) {
    int length = (int) Math.max(0, Math.min(target.remaining(), bytes.length - offset));
    target.put(bytes, (int) Math.min(offset, bytes.length), length);
    return length;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void close() {}
}
