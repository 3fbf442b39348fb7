package io.aitta.it.concurrency;

/** What {@link ViewsModel} has to answer if one thing happens after another. */
public class ViewsSpec {
  private long current;

  public void publish() {
    current++;
  }

  public long read() {
    return current;
  }

  public long readAgain() {
    return current;
  }
}
