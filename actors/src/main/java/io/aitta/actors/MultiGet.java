package io.aitta.actors;

import io.aitta.actors.engine.ReadView;
import io.aitta.actors.read.AsyncReads;
import io.aitta.actors.read.ViewReader;
import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import io.aitta.core.StoreException;
import io.aitta.core.format.KeyHash;
import io.aitta.core.iterator.Lookup;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Many keys of one view. Each may have to wait for a block of its own; the last to come answers.
 */
final class MultiGet {
  private final Bytes[] keys;
  private final @Nullable Entry[] found;
  private final AtomicInteger missing;
  private final CompletableFuture<Map<Bytes, Entry>> answer = new CompletableFuture<>();

  private MultiGet(Bytes[] keys) {
    this.keys = keys;
    this.found = new Entry[keys.length];
    this.missing = new AtomicInteger(keys.length);
  }

  /**
   * @param view pinned by the caller, who lets go of it afterwards
   */
  static CompletableFuture<Map<Bytes, Entry>> start(
      AsyncReads reads,
      ReadView view,
      ViewReader.Moment moment,
      Collection<Bytes> asked,
      Requests requests,
      long deadlineNanos) {
    Bytes[] keys = new LinkedHashSet<>(asked).toArray(new Bytes[0]);
    byte[][] treeKeys = new byte[keys.length][];
    for (int i = 0; i < keys.length; i++) {
      treeKeys[i] = requests.treeKey(keys[i]);
    }
    var get = new MultiGet(keys);
    if (keys.length == 0) {
      get.answer.complete(Map.of());
    }
    for (int i = 0; i < keys.length; i++) {
      reads.lookUp(
          view.pinAgain(),
          moment,
          treeKeys[i],
          KeyHash.of(treeKeys[i]),
          deadlineNanos,
          get.new KeyAnswer(i));
    }
    return get.answer;
  }

  private final class KeyAnswer extends AsyncReads.Answer {
    private final int index;

    private KeyAnswer(int index) {
      this.index = index;
    }

    @Override
    protected void onFound(Lookup decided) {
      Bytes value = decided.value();
      found[index] = value == null ? null : new Entry(keys[index], value, decided.version());
      if (missing.decrementAndGet() == 0) {
        answer.complete(inOrder());
      }
    }

    @Override
    protected void onFailed(StoreException why) {
      answer.completeExceptionally(why);
    }
  }

  private Map<Bytes, Entry> inOrder() {
    Map<Bytes, Entry> entries = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      Entry entry = found[i];
      if (entry != null) {
        entries.put(keys[i], entry);
      }
    }
    return entries;
  }
}
