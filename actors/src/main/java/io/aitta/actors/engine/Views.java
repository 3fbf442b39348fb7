package io.aitta.actors.engine;

/**
 * The current {@link ReadView}. Published by the memtable actor alone; pinned by everybody. Safe on
 * any thread.
 *
 * <p>The order matters: load the view, pin it, then read its visible number. The number first would
 * be wrong: a compaction between the two may have dropped the version that number needs.
 */
public final class Views {
  private volatile ReadView current;

  public Views(ReadView first) {
    this.current = first;
  }

  /** The current view, pinned; whoever calls unpins it. */
  public ReadView pin() {
    while (true) {
      ReadView view = current;
      if (view.tryPin()) {
        return view;
      }
    }
  }

  /**
   * The current view, not pinned: for figures, for the one actor that publishes, and for readers
   * that ask nothing but memory and know afterwards whether it was still whole.
   */
  public ReadView current() {
    return current;
  }

  /**
   * Makes {@code next} the current view and retires the one before as soon as nobody has it pinned.
   * For the memtable actor.
   */
  public void publish(ReadView next) {
    ReadView before = current;
    current = next;
    before.replaced();
  }
}
