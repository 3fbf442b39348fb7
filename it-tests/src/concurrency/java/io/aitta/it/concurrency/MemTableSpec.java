package io.aitta.it.concurrency;

/** What {@link MemTableModel} has to answer if one thing happens after another. */
public class MemTableSpec {
  private final int[] values = new int[3];

  public void put(int key, int value) {
    values[key] = value;
  }

  public void delete(int key) {
    values[key] = 0;
  }

  public void putBoth(int value) {
    values[1] = value;
    values[2] = value;
  }

  public int get(int key) {
    return values[key];
  }

  public int getBoth() {
    return 10 * values[1] + values[2];
  }

  public int scan() {
    return getBoth();
  }
}
