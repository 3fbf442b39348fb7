package io.aitta.it.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one HTTP request in flight on each of so many connections, all on the caller's thread: as
 * cheap as a client can be, since it shares the machine with the server.
 *
 * @param requests whole ones, as they go over the wire
 */
public record HttpLoad(URI server, int connections, Supplier<byte[]> requests) {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final String LENGTH = "content-length:";

  /** Requests for that long; answers a second. Anything but a 2xx fails. */
  public double during(long nanos) throws IOException {
    List<SocketChannel> opened = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        opened.add(channel);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(channel);
        channel.register(selector, SelectionKey.OP_READ, connection);
        connection.send(requests.get());
      }
      return answers(selector, nanos);
    } finally {
      for (SocketChannel channel : opened) {
        channel.close();
      }
    }
  }

  private double answers(Selector selector, long nanos) throws IOException {
    long began = System.nanoTime();
    long answers = 0;
    while (System.nanoTime() - began < nanos) {
      selector.select(1_000);
      for (SelectionKey key : selector.selectedKeys()) {
        Connection connection = (Connection) key.attachment();
        if (connection.isAnswered()) {
          answers++;
          connection.send(requests.get());
        }
      }
      selector.selectedKeys().clear();
    }
    return answers * 1e9 / (System.nanoTime() - began);
  }

  private static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES);

    private Connection(SocketChannel channel) {
      this.channel = channel;
    }

    private void send(byte[] request) throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(request);
      while (bytes.hasRemaining()) { // small beside a socket's buffer: never waits long
        channel.write(bytes);
      }
    }

    /** Takes what has come; whether it is a whole answer. */
    private boolean isAnswered() throws IOException {
      if (channel.read(received) < 0) {
        throw new IOException("the server closed a connection");
      }
      String text =
          new String(received.array(), 0, received.position(), StandardCharsets.ISO_8859_1);
      int head = text.indexOf("\r\n\r\n");
      if (head < 0) {
        return false;
      }
      if (!text.startsWith("HTTP/1.1 2")) {
        throw new IOException("answered with " + text);
      }
      if (received.position() < head + 4 + length(text.substring(0, head))) {
        return false;
      }
      received.clear();
      return true;
    }

    private static int length(String head) {
      String lower = head.toLowerCase(Locale.ROOT);
      int at = lower.indexOf(LENGTH);
      if (at < 0) {
        return 0;
      }
      int end = lower.indexOf('\r', at);
      return Integer.parseInt(
          lower.substring(at + LENGTH.length(), end < 0 ? lower.length() : end).strip());
    }
  }

  /** A request as it goes over the wire. */
  public static byte[] request(String method, String path, byte @Nullable [] body) {
    StringBuilder head = new StringBuilder(128);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    if (body == null) {
      return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
    head.append("Content-Type: application/octet-stream\r\nContent-Length: ")
        .append(body.length)
        .append("\r\n\r\n");
    byte[] first = head.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] whole = java.util.Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, whole, first.length, body.length);
    return whole;
  }
}
