package io.aitta.http.json;

import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.ErrorCode;
import io.aitta.core.Mutation;
import io.aitta.core.WriteBatch;
import io.aitta.http.base.HttpSettings;
import io.aitta.http.request.Exchange;
import io.aitta.http.request.RequestRefused;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"ops":[{"op":"put"|"delete","ks":…,"key":…,"value":…},…]}}. For one thread. */
public final class BatchBody {
  private final HttpSettings.Limits limits;
  private final StrictJson json;
  private final WriteBatch.Builder batch = WriteBatch.builder();
  private int operations;
  private long bytes;

  private BatchBody(StrictJson json, HttpSettings.Limits limits) {
    this.json = json;
    this.limits = limits;
  }

  /** The batch that a body asks for; refused as a whole if any of it is malformed or too much. */
  public static WriteBatch parse(Bytes body, HttpSettings.Limits limits) {
    return new BatchBody(StrictJson.of(body), limits).read();
  }

  private WriteBatch read() {
    json.openObject();
    if (!"ops".equals(json.nextName())) {
      throw json.refused("is not {\"ops\":[…]}");
    }
    json.openArray();
    while (json.nextElement()) {
      if (++operations > limits.batchOperationsMax()) {
        throw tooLarge("more than " + limits.batchOperationsMax() + " operations");
      }
      readOperation();
    }
    if (json.nextName() != null) {
      throw json.refused("has an unknown field");
    }
    json.end();
    if (operations == 0) {
      throw RequestRefused.of(ErrorCode.BAD_BODY, "the batch is empty");
    }
    return batch.build();
  }

  private void readOperation() {
    if (!json.atObject()) {
      throw json.refused("has an operation that is no object");
    }
    EntryFields entry = new EntryFields(limits.keyBytesMax(), limits.valueBytesMax());
    String op = null;
    Condition condition = null;
    for (String name = json.nextName(); name != null; name = json.nextName()) {
      switch (name) {
        case "op" -> op = json.text().utf8();
        case "ks" -> Exchange.requireKeyspace(json.text().utf8());
        case "ifVersion" -> condition = only(condition, Condition.version(version()));
        case "ifAbsent" -> condition = only(condition, flag(Condition.ABSENT));
        case "ifExists" -> condition = only(condition, flag(Condition.EXISTS));
        case "ttl" -> throw RequestRefused.of(ErrorCode.NOT_SUPPORTED, "ttl is not supported yet");
        default -> {
          if (!entry.take(name, json)) {
            throw json.refused("has an unknown field");
          }
        }
      }
    }
    Mutation mutation = mutation(op, entry);
    batch.add(mutation, condition == null ? Condition.ALWAYS : condition);
  }

  private Mutation mutation(@Nullable String op, EntryFields entry) {
    Bytes key = entry.key();
    bytes += key.length();
    Mutation mutation;
    if ("put".equals(op)) {
      bytes += entry.value().length();
      mutation = Mutation.put(key, entry.value());
    } else if ("delete".equals(op)) {
      if (entry.hasValue()) {
        throw json.refused("has a delete with a value");
      }
      mutation = Mutation.delete(key);
    } else {
      throw json.refused("has an op that is neither put nor delete");
    }
    if (bytes > limits.batchBytesMax()) {
      throw tooLarge("more than " + limits.batchBytesMax() + " bytes of keys and values");
    }
    return mutation;
  }

  private long version() {
    long version = json.wholeNumber();
    if (version == 0) {
      throw json.refused("has ifVersion 0; use ifAbsent");
    }
    return version;
  }

  private Condition flag(Condition condition) {
    if (!json.bool()) {
      throw json.refused("has a condition that is false; leave it out");
    }
    return condition;
  }

  private Condition only(@Nullable Condition before, Condition condition) {
    if (before != null) {
      throw json.refused("has more than one condition for one operation");
    }
    return condition;
  }

  private static RequestRefused tooLarge(String detail) {
    return RequestRefused.of(ErrorCode.BATCH_TOO_LARGE, "the batch has " + detail);
  }
}
