package io.aitta.it.sim;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Mutation;
import io.aitta.core.Range;

/**
 * One change of a write, as the harness asked for it.
 *
 * @param condition what must hold of the key just before the write
 */
public record Change(Mutation mutation, Condition condition) {
  public static Change of(Mutation mutation) {
    return new Change(mutation, Condition.ALWAYS);
  }

  public boolean isPut() {
    return mutation instanceof Mutation.Put;
  }

  /** The key of a put or a delete, the first key of a range delete. */
  public Bytes key() {
    if (mutation instanceof Mutation.Put put) {
      return put.key();
    }
    return mutation instanceof Mutation.Delete delete ? delete.key() : range().from();
  }

  /** The range of a range delete. */
  public Range range() {
    return ((Mutation.DeleteRange) mutation).range();
  }

  public boolean isRange() {
    return mutation instanceof Mutation.DeleteRange;
  }

  public boolean touches(Bytes other) {
    return isRange() ? range().contains(other) : key().equals(other);
  }

  public boolean removes(Bytes other) {
    return !isPut() && touches(other);
  }

  @Override
  public String toString() {
    String what =
        isRange()
            ? "deleteRange " + Values.show(range().from()) + ".." + Values.show(range().until())
            : (isPut() ? "put " : "delete ") + Values.show(key());
    return condition.equals(Condition.ALWAYS) ? what : what + " if " + condition;
  }
}
