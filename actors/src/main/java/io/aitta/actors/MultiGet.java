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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many keys of one view. First all together from memory; those for which a block is missing wait
 * for it each on its own, and the last to come answers.
 */
final class MultiGet {
  private final EntryMap entries;
  private final AtomicInteger missing = new AtomicInteger();
  private final CompletableFuture<Map<Bytes, Entry>> answer = new CompletableFuture<>();

  private MultiGet(EntryMap entries) {
    this.entries = entries;
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
    var get = new MultiGet(new EntryMap(asked));
    int count = get.entries.distinct();
    Lookup[] lookups = new Lookup[count];
    for (int i = 0; i < count; i++) {
      byte[] treeKey = requests.treeKey(get.entries.key(i));
      lookups[i] = new Lookup(treeKey, KeyHash.of(treeKey), moment.number(), moment.timeMillis());
    }
    boolean[] told = reads.fromMemory(view, lookups);
    get.take(lookups, told);
    if (get.missing.get() == 0) {
      get.answer.complete(get.entries.filled());
      return get.answer;
    }
    for (int i = 0; i < count; i++) {
      if (!told[i]) {
        Lookup lookup = lookups[i];
        reads.lookUp(
            view.pinAgain(),
            moment,
            lookup.treeKey(),
            lookup.hash(),
            deadlineNanos,
            get.new KeyAnswer(i));
      }
    }
    return get.answer;
  }

  private void take(Lookup[] lookups, boolean[] told) {
    int left = 0;
    for (int i = 0; i < lookups.length; i++) {
      if (told[i]) {
        keep(i, lookups[i]);
      } else {
        left++;
      }
    }
    missing.set(left);
  }

  private void keep(int place, Lookup decided) {
    Bytes value = decided.value();
    if (value != null) {
      entries.found(place, new Entry(entries.key(place), value, decided.version()));
    }
  }

  private final class KeyAnswer extends AsyncReads.Answer {
    private final int place;

    private KeyAnswer(int place) {
      this.place = place;
    }

    @Override
    protected void onFound(Lookup decided) {
      keep(place, decided);
      if (missing.decrementAndGet() == 0) {
        answer.complete(entries.filled());
      }
    }

    @Override
    protected void onFailed(StoreException why) {
      answer.completeExceptionally(why);
    }
  }
}
