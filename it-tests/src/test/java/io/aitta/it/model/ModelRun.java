package io.aitta.it.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aitta.actors.EntryIterator;
import io.aitta.actors.Page;
import io.aitta.actors.Snapshot;
import io.aitta.actors.Store;
import io.aitta.actors.StoreSettings;
import io.aitta.core.Bytes;
import io.aitta.core.Condition;
import io.aitta.core.Entry;
import io.aitta.core.Mutation;
import io.aitta.core.Range;
import io.aitta.core.VersionMismatchException;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import io.aitta.it.support.Stages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * Plays the lines of a {@link ModelScript}, one at a time, each held against the model. Over 400
 * lines, since it is one case a kind of line.
 */
final class ModelRun {
  private static final int SNAPSHOTS_MAX = 6;

  private final ModelFigures figures = new ModelFigures();
  private final VersionedMap model = new VersionedMap();
  private final Buffers buffers = new Buffers();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final ModelLife life;
  private final Cursors cursors;
  private final Troubles troubles;
  private String line = "";

  ModelRun(ActorSystem<?> system, StoreSettings settings, ModelDisk disk) {
    this.life = new ModelLife(system, settings, disk, figures);
    this.cursors = new Cursors(life, model, buffers, figures);
    this.troubles = new Troubles(life, model, buffers, figures);
  }

  ModelFigures figures() {
    return figures;
  }

  /** What the store answered, to be held against the answers under other options. */
  List<String> outputs() {
    return outputs;
  }

  /** The line that is being played. */
  String line() {
    return line;
  }

  /** Plays the lines, reads everything, opens again, and reads everything. */
  void play(List<String> lines) {
    for (String next : lines) {
      line = next;
      List<String> words = List.of(next.split(" ", -1));
      play(words.get(0), words.subList(1, words.size()));
      buffers.poisonHandedIn();
      figures.count("operations");
    }
    line = "(the end)";
    life.compareAll(model);
    closeSnapshots();
    life.reopen(model);
    life.compareAll(model);
    life.end();
    figures.disk(life.disk());
  }

  /** Closes the store in the middle of a script that went wrong. */
  void abandon() {
    closeSnapshots();
    life.abandon();
  }

  private void play(String verb, List<String> words) {
    switch (verb) {
      case "put", "delete" -> writeIf(verb, words);
      case "delete-range" -> deleteRange(words);
      case "batch" -> batch(words);
      case "burst" -> troubles.burst(level(words.get(0)), items(words.subList(1, words.size())));
      case "get" -> get(words);
      case "get-all" -> getAll(words);
      case "scan" -> scan(words);
      case "pages" -> pages(words);
      case "snapshot" -> snapshot();
      case "snapshot-close" -> which(words).ifPresent(this::closeSnapshot);
      case "snapshot-get" -> getOfSnapshot(words);
      case "snapshot-get-all" -> getAllOfSnapshot(words);
      case "snapshot-walk" -> walk(words);
      case "cursor" ->
          which(words).ifPresent(it -> cursors.open(it, ModelScript.range(words.subList(1, 4))));
      case "cursor-next" -> cursors.next(words.get(0), Integer.parseInt(words.get(1)));
      case "cursor-seek" -> cursors.seek(words.get(0), words.get(1));
      case "cursor-close" -> cursors.close(words.get(0));
      case "flush" -> Stages.get(store().flush());
      case "compact" -> awaitCompaction();
      case "compact-range" -> Stages.get(store().compact(ModelScript.range(words.subList(0, 3))));
      case "sync" ->
          assertThat(Stages.get(store().sync()).seq()).isGreaterThanOrEqualTo(model.last());
      case "reopen", "verify", "crash" -> end(verb, words);
      case "full" ->
          troubles.full(Long.parseLong(words.get(0)), items(words.subList(1, words.size())));
      default -> throw new IllegalArgumentException("no such line: " + line);
    }
  }

  private Store store() {
    return life.store();
  }

  private void said(Object answer) {
    outputs.add(line + " -> " + Integer.toHexString(answer.hashCode()));
  }

  // ---------------------------------------------------------------- writes

  private static WriteOptions level(String word) {
    return Troubles.level(word);
  }

  private Condition condition(String word, Bytes key) {
    long version = model.version(key);
    return switch (word) {
      case "always" -> Condition.ALWAYS;
      case "absent" -> Condition.ABSENT;
      case "exists" -> Condition.EXISTS;
      case "older" -> Condition.version(Math.max(1, version - 1));
      case "any-of" -> Condition.anyOf(List.of(version + 1, Math.max(1, version)));
      case "current" -> version == 0 ? Condition.ABSENT : Condition.version(version);
      default -> throw new IllegalArgumentException("no such condition: " + word);
    };
  }

  /** A put or a delete for the store, and the same for the model, which keeps its arrays. */
  private record Both(Mutation store, Mutation model) {}

  private Both both(String verb, List<String> words) {
    byte[] plain = ModelScript.key(words.get(0));
    if (verb.equals("delete")) {
      return new Both(Mutation.delete(buffers.key(words.get(0))), Mutation.delete(Bytes.of(plain)));
    }
    byte[] value = ModelScript.value(words.get(1), words.get(2));
    return new Both(
        Mutation.put(buffers.key(words.get(0)), buffers.handIn(value.clone())),
        Mutation.put(Bytes.of(plain), Bytes.of(value)));
  }

  private void writeIf(String verb, List<String> words) {
    Both change = both(verb, words.subList(2, words.size()));
    Bytes key = Bytes.of(ModelScript.key(words.get(2)));
    Condition condition = condition(words.get(1), key);
    WriteOptions how = level(words.get(0)).withCondition(condition);
    var stage =
        change.store() instanceof Mutation.Put put
            ? store().put(put.key(), put.value(), how)
            : store().delete(((Mutation.Delete) change.store()).key(), how);
    if (condition.holdsFor(model.version(key))) {
      model.apply(change.model(), Stages.get(stage).seq());
      return;
    }
    figures.count("refused");
    assertThat(Stages.failure(stage))
        .isInstanceOfSatisfying(
            VersionMismatchException.class,
            why -> assertThat(why.currentVersion()).isEqualTo(model.version(key)));
  }

  private void deleteRange(List<String> words) {
    Range range = ModelScript.range(words.subList(1, 4));
    long number = Stages.get(store().deleteRange(range, level(words.get(0)))).seq();
    model.apply(Mutation.deleteRange(range), number);
  }

  /** The same key may come twice: the later change wins. */
  private void batch(List<String> words) {
    WriteBatch.Builder builder = WriteBatch.builder();
    List<Mutation> changes = new ArrayList<>();
    int conditionAt = -1;
    Bytes conditional = Bytes.EMPTY;
    Condition demanded = Condition.ALWAYS;
    for (List<String> item : items(words.subList(1, words.size()))) {
      if (item.get(0).equals("delete-range")) {
        Mutation delete = Mutation.deleteRange(ModelScript.range(item.subList(1, 4)));
        builder.add(delete);
        changes.add(delete);
        continue;
      }
      Both change = both(item.get(0), item.subList(2, item.size()));
      Bytes key = Bytes.of(ModelScript.key(item.get(2)));
      Condition condition = condition(item.get(1), key);
      if (!condition.equals(Condition.ALWAYS)) {
        conditionAt = changes.size();
        conditional = key;
        demanded = condition;
      }
      builder.add(change.store(), condition);
      changes.add(change.model());
    }
    if (conditionAt >= 0 && touchedBefore(changes.subList(0, conditionAt), conditional)) {
      return; // what it then refers to is no part of this model
    }
    commit(builder.build(), words.get(0), changes, conditionAt, demanded, conditional);
  }

  private static boolean touchedBefore(List<Mutation> changes, Bytes key) {
    return changes.stream()
        .anyMatch(it -> it instanceof Mutation.Delete delete && delete.key().equals(key));
  }

  private static List<List<String>> items(List<String> words) {
    List<List<String>> items = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= words.size(); i++) {
      if (i == words.size() || words.get(i).equals(",")) {
        items.add(words.subList(from, i));
        from = i + 1;
      }
    }
    return items;
  }

  private void commit(
      WriteBatch batch,
      String level,
      List<Mutation> changes,
      int conditionAt,
      Condition condition,
      Bytes conditional) {
    long before = model.version(conditional);
    var stage = store().write(batch, level(level));
    if (conditionAt >= 0 && !condition.holdsFor(before)) {
      figures.count("refused");
      assertThat(Stages.failure(stage))
          .isInstanceOfSatisfying(
              VersionMismatchException.class,
              why -> {
                assertThat(why.index()).isEqualTo(conditionAt);
                assertThat(why.currentVersion()).isEqualTo(before);
              });
      return;
    }
    long first = Stages.get(stage).seq() - changes.size() + 1;
    for (int i = 0; i < changes.size(); i++) {
      model.apply(changes.get(i), first + i);
    }
  }

  // ---------------------------------------------------------------- reads

  private void get(List<String> words) {
    Bytes key = Bytes.of(ModelScript.key(words.get(0)));
    Optional<Entry> found = Stages.get(store().get(buffers.key(words.get(0)))).map(Buffers::taken);
    assertThat(found).isEqualTo(model.get(key, model.last()));
    said(found.map(Entry::value));
  }

  private List<Bytes> keys(List<String> words) {
    return words.stream().map(word -> Bytes.of(ModelScript.key(word))).toList();
  }

  private static Map<Bytes, Entry> taken(Map<Bytes, Entry> found) {
    Map<Bytes, Entry> copies = new java.util.LinkedHashMap<>();
    found.forEach((key, entry) -> copies.put(key, Buffers.taken(entry)));
    return copies;
  }

  private void getAll(List<String> words) {
    List<Bytes> some = keys(words);
    assertThat(taken(Stages.get(store().getAll(some)))).isEqualTo(model.getAll(some, model.last()));
  }

  private void scan(List<String> words) {
    Range range = ModelScript.range(words.subList(1, 4));
    List<Entry> found =
        words.get(0).equals("entries")
            ? Stages.get(store().scan(range).runWith(Sink.seq(), life.system()))
            : Stages.get(
                store()
                    .scanBatches(range)
                    .mapConcat(chunk -> chunk)
                    .runWith(Sink.seq(), life.system()));
    assertThat(found).isEqualTo(model.scan(range, model.last()));
    said(found.stream().map(Entry::value).toList());
  }

  /** Page after page, each beginning behind the last. */
  private void pages(List<String> words) {
    Range range = ModelScript.range(words.subList(2, 5));
    Page.Limits limits =
        new Page.Limits(Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)), 200, 1_000);
    List<Entry> found = new ArrayList<>();
    Range rest = range;
    for (boolean more = true; more; ) {
      Page page = Stages.get(store().page(rest, limits));
      assertThat(page.seq()).isGreaterThanOrEqualTo(model.last());
      assertThat(page.entries()).hasSizeLessThanOrEqualTo(limits.entriesMax());
      found.addAll(page.entries());
      more = page.last() != null;
      rest = more ? behind(rest, page.last()) : rest;
    }
    assertThat(found).isEqualTo(model.scan(range, model.last()));
  }

  private static Range behind(Range range, Bytes last) {
    if (range.reversed()) {
      return range.until(last);
    }
    byte[] next = Arrays.copyOf(last.toArray(), last.length() + 1);
    return new Range(Bytes.wrap(next), range.until(), false);
  }

  // ---------------------------------------------------------------- snapshots

  private void snapshot() {
    if (snapshots.size() < SNAPSHOTS_MAX) {
      Snapshot taken = Stages.get(store().snapshot(Duration.ofMinutes(10)));
      assertThat(taken.seq()).isEqualTo(model.last());
      snapshots.add(taken);
    }
  }

  /** Any of those that are open; none if none is. */
  private Optional<Snapshot> which(List<String> words) {
    return snapshots.isEmpty()
        ? Optional.empty()
        : Optional.of(snapshots.get(Integer.parseInt(words.get(0)) % snapshots.size()));
  }

  private void closeSnapshot(Snapshot snapshot) {
    cursors.closeOf(snapshot);
    snapshot.close();
    snapshots.remove(snapshot);
  }

  private void closeSnapshots() {
    List.copyOf(snapshots).forEach(this::closeSnapshot);
  }

  private void getOfSnapshot(List<String> words) {
    which(words)
        .ifPresent(
            snapshot -> {
              Bytes key = Bytes.of(ModelScript.key(words.get(1)));
              Optional<Entry> found = snapshot.get(buffers.key(words.get(1))).map(Buffers::taken);
              assertThat(found).isEqualTo(model.get(key, snapshot.seq()));
            });
  }

  private void getAllOfSnapshot(List<String> words) {
    which(words)
        .ifPresent(
            snapshot -> {
              List<Bytes> some = keys(words.subList(1, words.size()));
              assertThat(taken(Stages.get(store().getAll(snapshot, some))))
                  .isEqualTo(model.getAll(some, snapshot.seq()));
            });
  }

  private void walk(List<String> words) {
    which(words)
        .ifPresent(
            snapshot -> walk(snapshot, ModelScript.range(words.subList(2, 5)), words.get(1)));
  }

  private void walk(Snapshot snapshot, Range range, String word) {
    List<Entry> expected = model.scan(range, snapshot.seq());
    Bytes to = Bytes.of(ModelScript.key(word));
    try (EntryIterator cursor = snapshot.iterator(range)) {
      assertThat(Cursors.rest(cursor)).isEqualTo(expected);
      cursor.seek(buffers.key(word));
      assertThat(Cursors.rest(cursor))
          .isEqualTo(
              expected.stream()
                  .filter(
                      entry ->
                          range.reversed()
                              ? entry.key().compareTo(to) <= 0
                              : entry.key().compareTo(to) >= 0)
                  .toList());
    }
  }

  // ---------------------------------------------------------------- what moves the data

  private void awaitCompaction() {
    Stages.get(store().flush());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> store().figures().compactionDebtBytes() == 0);
  }

  /** One life ends, and the next begins. */
  private void end(String how, List<String> words) {
    closeSnapshots();
    switch (how) {
      case "reopen" -> life.reopen(model);
      case "verify" -> life.verify();
      default ->
          troubles.crash(
              words.get(0),
              Long.parseLong(words.get(1)),
              level(words.get(2)),
              items(words.subList(3, words.size())));
    }
  }
}
