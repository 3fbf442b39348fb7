package io.aitta.it.history;

/**
 * What a call did to one key, or saw of it.
 *
 * @param call the call's id
 * @param write whether it changes the key
 * @param value what it wrote or saw, as in {@link Call}; {@link Need#PRESENT} reads have none
 * @param number a write's sequence number, 0 if unknown
 * @param need what must hold of the key where it stands
 * @param needed the value for {@link Need#VALUE}
 * @param returned {@link Call#PENDING} for a step that may be left out
 */
record Step(
    int call,
    boolean write,
    long value,
    long number,
    Need need,
    long needed,
    long invoked,
    long returned) {

  /** A demand on the key's state. */
  enum Need {
    ANY,
    ABSENT,
    PRESENT,
    VALUE
  }

  static Step write(int call, long value, long number, long invoked, long returned) {
    return new Step(call, true, value, number, Need.ANY, 0, invoked, returned);
  }

  static Step read(int call, long value, long invoked, long returned) {
    Need need = value == Call.Sight.ABSENT ? Need.ABSENT : Need.VALUE;
    return new Step(call, false, value, 0, need, value, invoked, returned);
  }

  /** The same write under a condition. */
  Step onlyIf(Need demand, long demanded) {
    return new Step(call, write, value, number, demand, demanded, invoked, returned);
  }

  boolean isPending() {
    return returned == Call.PENDING;
  }

  /**
   * The register after this step, or null if it cannot stand there.
   *
   * @param before the register
   */
  @org.jspecify.annotations.Nullable
  Register after(Register before) {
    boolean holds =
        switch (need) {
          case ANY -> true;
          case ABSENT -> before.value() == Call.Sight.ABSENT;
          case PRESENT -> before.value() != Call.Sight.ABSENT;
          case VALUE -> before.value() == needed;
        };
    if (!holds || (number != 0 && number <= before.number())) {
      return null;
    }
    return write ? new Register(value, Math.max(before.number(), number)) : before;
  }

  /**
   * One key's state.
   *
   * @param number the greatest number known so far: later writes have greater ones
   */
  record Register(long value, long number) {
    static final Register NEW = new Register(Call.Sight.ABSENT, 0);
  }
}
