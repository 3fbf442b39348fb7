package io.aitta.sstable.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObsoleteTest {
  private static final List<String> NAMES =
      List.of(
          ".DS_Store",
          "000003.log",
          "000004.log",
          "000005.sst",
          "000006.sst",
          "000007.log",
          "1000008.sst",
          "BALLAST",
          "CURRENT",
          "CURRENT.tmp",
          "LOCK",
          "MANIFEST-000001",
          "MANIFEST-000002",
          "MANIFEST-000009",
          "OWNER",
          "notes.tmp",
          "000010.sst.tmp");

  @Test
  @Tag("M07")
  void whatNobodyNeedsGoesAndTheRestStays() {
    assertThat(Obsolete.names(NAMES, Set.of(5L, 1000008L), 2, 4))
        .containsExactly(
            "000003.log",
            "000006.sst",
            "CURRENT.tmp",
            "MANIFEST-000001",
            "MANIFEST-000009",
            "000010.sst.tmp");
  }

  // M07
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".DS_Store", "._000013.sst", "13.sst", "000013.SST", "0000013.sst", "000000.sst",
        "00001a.sst", "000013", "000013.sst~", "000013.sst.bak", "MANIFEST", "MANIFEST-7",
        "MANIFEST-000007.bak", "-00013.sst", "+00013.sst", ".sst", ".tmp", "x.tmp",
        "9999999999999999999.sst", "LOCK", "OWNER", "CURRENT", "BALLAST"
      })
  void namesThatAreNoneOfOursAreLeftAlone(String name) {
    assertThat(FileName.parse(name)).isNull();
    assertThat(Obsolete.names(List.of(name), Set.of(), 1, 100)).isEmpty();
  }

  @Test
  void numberedNamesAreReadAsTheyAreWritten() {
    for (FileName.Kind kind : FileName.Kind.values()) {
      for (long number : new long[] {1, 999_999, 1_000_000, 999_999_999_999_999_999L}) {
        FileName name = new FileName(kind, number);
        assertThat(FileName.parse(name.text())).isEqualTo(name);
      }
    }
    assertThat(new FileName(FileName.Kind.TABLE, 13).text()).isEqualTo("000013.sst");
    assertThat(new FileName(FileName.Kind.LOG, 12).text()).isEqualTo("000012.log");
    assertThat(new FileName(FileName.Kind.MANIFEST, 7).text()).isEqualTo("MANIFEST-000007");
  }
}
