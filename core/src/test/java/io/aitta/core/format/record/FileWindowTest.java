package io.aitta.core.format.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The piece of a file that a reader has in memory. */
class FileWindowTest {
  private static final int FILE_BYTES = 3 * FileWindow.BYTES + 100;

  private static byte[] content() {
    byte[] content = new byte[FILE_BYTES];
    new SplittableRandom(5).nextBytes(content);
    return content;
  }

  @Test
  void copiesAreTheFilesBytesWhereverTheWindowIs() throws IOException {
    byte[] content = content();
    FileWindow window = new FileWindow(MemoryFile.of(content));
    int[] lengths = {
      0,
      1,
      16,
      FileWindow.BYTES / 2 - 1,
      FileWindow.BYTES / 2,
      FileWindow.BYTES,
      2 * FileWindow.BYTES
    };
    int[] offsets = {
      0, 1, FileWindow.BYTES - 8, FileWindow.BYTES, FileWindow.BYTES + 7, FILE_BYTES - 16, 3
    };
    for (int offset : offsets) {
      for (int length : lengths) {
        ByteBuffer target = ByteBuffer.allocate(length);
        boolean whole = window.copy(offset, target);
        int there = Math.min(length, FILE_BYTES - offset);
        assertThat(whole).as("%d bytes at %d", length, offset).isEqualTo(there == length);
        assertThat(target.position()).isEqualTo(there);
        assertThat(Arrays.copyOf(target.array(), there))
            .isEqualTo(Arrays.copyOfRange(content, offset, offset + there));
      }
    }
  }

  @Test
  void whatIsLocatedLiesInTheWindowOrTheFileEndsBefore() throws IOException {
    byte[] content = content();
    FileWindow window = new FileWindow(MemoryFile.of(content));
    for (int offset :
        new int[] {0, FileWindow.BYTES - 8, FileWindow.BYTES - 4, 40, FILE_BYTES - 9}) {
      int at = window.locate(offset, 8);
      byte[] found = new byte[8];
      window.bytes().get(at, found);
      assertThat(found)
          .as("at %d", offset)
          .isEqualTo(Arrays.copyOfRange(content, offset, offset + 8));
    }
    assertThat(window.locate(FILE_BYTES - 8, 8)).isNotNegative();
    assertThat(window.locate(FILE_BYTES - 7, 8)).isEqualTo(-1);
    assertThat(window.size()).isEqualTo(FILE_BYTES);
  }

  @Test
  void theFirstByteThatIsNotZeroIsFound() throws IOException {
    int[] places = {0, 1, FileWindow.BYTES - 1, FileWindow.BYTES, FILE_BYTES - 1};
    for (int place : places) {
      byte[] content = new byte[FILE_BYTES];
      content[place] = 1;
      FileWindow window = new FileWindow(MemoryFile.of(content));
      assertThat(window.firstNotZero(0)).isEqualTo(place);
      assertThat(window.firstNotZero(place)).isEqualTo(place);
      assertThat(window.firstNotZero(place + 1)).isEqualTo(-1);
    }
  }
}
