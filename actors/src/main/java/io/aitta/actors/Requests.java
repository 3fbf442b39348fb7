package io.aitta.actors;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Durability;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.StoreException;
import io.aitta.core.StoreException.Outcome;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.core.format.Operation;
import io.aitta.core.format.TreeKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a user says into what the engine does, and refuses what is beyond the limits before
 * anything is touched. Safe on any thread.
 */
final class Requests {
  private static final int KEYSPACE = TreeKey.KEYSPACE_DEFAULT;

  private final StoreSettings settings;

  Requests(StoreSettings settings) {
    this.settings = settings;
  }

  /** The engine's form of a write. */
  record Parsed(Operation[] operations, Condition @Nullable [] conditions) {}

  Parsed put(Bytes key, Bytes value, WriteOptions options) {
    return one(operation(Mutation.put(key, kept(value, options))), options.condition());
  }

  Parsed delete(Bytes key, WriteOptions options) {
    return one(operation(Mutation.delete(key)), options.condition());
  }

  Parsed deleteRange(Range range, WriteOptions options) {
    if (!(options.condition() instanceof Condition.Always)) {
      throw refused(ErrorCode.BAD_PRECONDITION, "a range delete takes no condition");
    }
    return one(operation(Mutation.deleteRange(range)), Condition.ALWAYS);
  }

  Parsed batch(WriteBatch batch, WriteOptions options) {
    if (!(options.condition() instanceof Condition.Always)) {
      throw refused(ErrorCode.BAD_PRECONDITION, "a batch's items carry the conditions");
    }
    List<WriteBatch.Item> items = batch.items();
    if (items.size() > settings.batchOperationsMax()) {
      throw refused(
          ErrorCode.BATCH_TOO_LARGE,
          items.size() + " operations; at most " + settings.batchOperationsMax());
    }
    Operation[] operations = new Operation[items.size()];
    Condition[] conditions = new Condition[items.size()];
    boolean conditional = false;
    long bytes = 0;
    for (int i = 0; i < operations.length; i++) {
      WriteBatch.Item item = items.get(i);
      operations[i] = operation(kept(item.mutation(), options));
      conditions[i] = item.condition();
      conditional |= !(item.condition() instanceof Condition.Always);
      bytes += operations[i].treeKey().length + operations[i].value().length();
    }
    if (operations.length > 1 && bytes > settings.batchBytesMax()) {
      throw refused(
          ErrorCode.BATCH_TOO_LARGE, bytes + " bytes; at most " + settings.batchBytesMax());
    }
    return new Parsed(operations, conditional ? conditions : null);
  }

  private static Parsed one(Operation operation, Condition condition) {
    Operation[] operations = {operation};
    return condition instanceof Condition.Always
        ? new Parsed(operations, null)
        : new Parsed(operations, new Condition[] {condition});
  }

  private static Mutation kept(Mutation mutation, WriteOptions options) {
    return mutation instanceof Mutation.Put put
        ? Mutation.put(put.key(), kept(put.value(), options))
        : mutation;
  }

  /**
   * A write at {@code memory} is answered before the log has read it, and from then on its array is
   * its caller's again: it needs a copy. Keys are copied in any case.
   */
  private static Bytes kept(Bytes value, WriteOptions options) {
    return options.durability() == Durability.MEMORY ? Bytes.wrap(value.toArray()) : value;
  }

  private Operation operation(Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      checkKey(put.key());
      if (put.value().length() > settings.valueBytesMax()) {
        throw refused(
            ErrorCode.VALUE_TOO_LARGE,
            put.value().length() + " bytes; at most " + settings.valueBytesMax());
      }
      return Operation.put(KEYSPACE, put.key(), put.value());
    }
    if (mutation instanceof Mutation.Delete delete) {
      checkKey(delete.key());
      return Operation.delete(KEYSPACE, delete.key());
    }
    Range range = ((Mutation.DeleteRange) mutation).range();
    checkKey(range.from());
    Bytes until = range.until();
    if (until != null) {
      checkKey(until);
    }
    if (range.isEmpty()) {
      throw refused(ErrorCode.BAD_RANGE, "the range ends before it begins");
    }
    return Operation.deleteRange(KEYSPACE, range);
  }

  /** The tree key to be looked up. */
  byte[] treeKey(Bytes key) {
    checkKey(key);
    return TreeKey.of(KEYSPACE, key);
  }

  private void checkKey(Bytes key) {
    if (key.length() > settings.keyBytesMax()) {
      throw refused(
          ErrorCode.KEY_TOO_LARGE,
          "a key of " + key.length() + " bytes; at most " + settings.keyBytesMax());
    }
  }

  private static StoreException refused(ErrorCode code, String why) {
    return new StoreException(code, Outcome.NOT_DONE, why);
  }
}
