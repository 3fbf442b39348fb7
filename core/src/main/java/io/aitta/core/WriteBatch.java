package io.aitta.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Mutations that happen together or not at all, for every reader and every crash. One failed
 * condition refuses the whole batch. Each mutation takes a sequence number of its own, in order.
 */
public final class WriteBatch {
  /** One mutation and what must hold of its key. */
  public record Item(Mutation mutation, Condition condition) {}

  private final List<Item> items;

  private WriteBatch(List<Item> items) {
    this.items = items;
  }

  /** The mutations in order; immutable. */
  public List<Item> items() {
    return items;
  }

  public static WriteBatch of(Mutation... mutations) {
    Builder builder = builder();
    for (Mutation mutation : mutations) {
      builder.add(mutation);
    }
    return builder.build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Gathers a batch. For one thread. */
  public static final class Builder {
    private final List<Item> items = new ArrayList<>();

    private Builder() {}

    public Builder put(Bytes key, Bytes value) {
      return add(Mutation.put(key, value));
    }

    public Builder delete(Bytes key) {
      return add(Mutation.delete(key));
    }

    public Builder deleteRange(Range range) {
      return add(Mutation.deleteRange(range));
    }

    public Builder add(Mutation mutation) {
      return add(mutation, Condition.ALWAYS);
    }

    /**
     * Adds a mutation that holds only under a condition on its key.
     *
     * @throws IllegalArgumentException for a range delete with a condition
     */
    public Builder add(Mutation mutation, Condition condition) {
      if (mutation instanceof Mutation.DeleteRange && !condition.equals(Condition.ALWAYS)) {
        throw new IllegalArgumentException("a range delete takes no condition");
      }
      items.add(new Item(mutation, condition));
      return this;
    }

    public WriteBatch build() {
      return new WriteBatch(List.copyOf(items));
    }
  }
}
