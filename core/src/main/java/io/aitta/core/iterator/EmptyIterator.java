package io.aitta.core.iterator;

/** The cursor over nothing. Stateless, safe on any thread. */
final class EmptyIterator implements InternalIterator {
  static final EmptyIterator INSTANCE = new EmptyIterator();

  private EmptyIterator() {}

  @Override
  public boolean valid() {
    return false;
  }

  @Override
  public void first() {}

  @Override
  public void last() {}

  @Override
  public void seek(byte[] key, int from, int length, long trailer) {}

  @Override
  public void seekBefore(byte[] key, int from, int length, long trailer) {}

  @Override
  public void next() {
    throw onNoEntry();
  }

  @Override
  public void previous() {
    throw onNoEntry();
  }

  @Override
  public byte[] keyArray() {
    throw onNoEntry();
  }

  @Override
  public int keyFrom() {
    throw onNoEntry();
  }

  @Override
  public int keyLength() {
    throw onNoEntry();
  }

  @Override
  public long trailer() {
    throw onNoEntry();
  }

  @Override
  public byte[] valueArray() {
    throw onNoEntry();
  }

  @Override
  public int valueFrom() {
    throw onNoEntry();
  }

  @Override
  public int valueLength() {
    throw onNoEntry();
  }

  @Override
  public void close() {}

  private static IllegalStateException onNoEntry() {
    return new IllegalStateException("the cursor is on no entry");
  }
}
