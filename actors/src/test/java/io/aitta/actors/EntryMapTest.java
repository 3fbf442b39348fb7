package io.aitta.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.aitta.core.Bytes;
import io.aitta.core.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryMapTest {
  private static Entry entry(Bytes key) {
    return new Entry(key, Bytes.utf8("value of " + key.utf8()), key.length());
  }

  @Test
  void itIsTheMapThatItSeems() {
    Random random = new Random(7);
    for (int size = 0; size < 200; size++) {
      List<Bytes> asked = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        asked.add(Bytes.utf8("key " + random.nextInt(size)));
      }
      EntryMap map = new EntryMap(asked);
      Map<Bytes, Entry> expected = new LinkedHashMap<>();
      for (int place = 0; place < map.distinct(); place++) {
        if (random.nextInt(4) > 0) {
          map.found(place, entry(map.key(place)));
          expected.put(map.key(place), entry(map.key(place)));
        }
      }
      map.filled();

      assertThat(new ArrayList<>(map.keySet())).isEqualTo(new ArrayList<>(expected.keySet()));
      assertThat(map).isEqualTo(expected).hasSameSizeAs(expected);
      assertThat(map.hashCode()).isEqualTo(expected.hashCode());
      for (Bytes key : asked) {
        assertThat(map.get(key)).isEqualTo(expected.get(key));
        assertThat(map.containsKey(key)).isEqualTo(expected.containsKey(key));
      }
      assertThat(map.get(Bytes.utf8("another"))).isNull();
      Object another = "no key at all";
      assertThat(map.get(another)).isNull();
    }
  }

  @Test
  void keysAreTakenOnceInTheOrderTheyWereAskedFor() {
    EntryMap map =
        new EntryMap(List.of(Bytes.utf8("b"), Bytes.utf8("a"), Bytes.utf8("b"), Bytes.utf8("c")));

    assertThat(map.distinct()).isEqualTo(3);
    assertThat(List.of(map.key(0), map.key(1), map.key(2)))
        .containsExactly(Bytes.utf8("b"), Bytes.utf8("a"), Bytes.utf8("c"));
  }

  @Test
  void keysThatMeetInOneSlotAreFoundAllTheSame() {
    List<Bytes> asked = meeting(500);
    EntryMap map = new EntryMap(asked);
    for (int place = 0; place < map.distinct(); place++) {
      map.found(place, entry(map.key(place)));
    }
    map.filled();

    assertThat(map).hasSize(500);
    for (Bytes key : asked) {
      assertThat(map.get(key)).isEqualTo(entry(key));
    }
    assertThat(map.get(Bytes.utf8("x"))).isNull();
  }

  /** Keys whose slots are all among the first few of any table. */
  private static List<Bytes> meeting(int count) {
    List<Bytes> same = new ArrayList<>();
    for (int i = 0; same.size() < count; i++) {
      Bytes key = Bytes.utf8("k" + i);
      if ((key.hashCode() * 0x9E3779B9) >>> 20 == 0) {
        same.add(key);
      }
    }
    return same;
  }
}
