package io.aitta.actors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.aitta.core.Bytes;
import io.aitta.core.WriteBatch;
import io.aitta.core.WriteOptions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What becomes of what a user says. */
class RequestsTest {
  private final Requests requests = new Requests(StoreSettings.of(ConfigFactory.load()));

  /** Such a write is answered before the log has read it, and then its arrays are the caller's. */
  @Test
  void aWriteAtMemoryKeepsNoArrayOfItsCallers() {
    byte[] key = "key".getBytes(UTF_8);
    byte[] value = "value".getBytes(UTF_8);
    WriteBatch batch = WriteBatch.builder().put(Bytes.wrap(key), Bytes.wrap(value)).build();
    var put = requests.put(Bytes.wrap(key), Bytes.wrap(value), WriteOptions.MEMORY);
    var written = requests.batch(batch, WriteOptions.MEMORY);
    byte[] treeKey = put.operations()[0].treeKey().clone();

    Arrays.fill(key, (byte) 'x');
    Arrays.fill(value, (byte) 'x');

    assertThat(put.operations()[0].treeKey()).isEqualTo(treeKey);
    assertThat(put.operations()[0].value()).isEqualTo(Bytes.utf8("value"));
    assertThat(written.operations()[0].treeKey()).isEqualTo(treeKey);
    assertThat(written.operations()[0].value()).isEqualTo(Bytes.utf8("value"));
  }
}
