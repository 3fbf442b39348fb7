package io.aitta.http.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is given. */
public final class RawClient implements AutoCloseable {
  private static final int MILLIS_MAX = 30_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(MILLIS_MAX);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An answer, its body taken out of its chunks. */
  public record Answer(int status, Map<String, String> headers, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public String code() {
      return Client.parse(text()).get("code").asText();
    }

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** Sends text as Latin-1; line ends are the caller's business. */
  public RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new AssertionError("the server does not take it", e);
    }
  }

  /** Sends until the server has closed the connection for writing, or all is sent. */
  public boolean trySend(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** A whole request without a body, with the headers given, each ended by CRLF. */
  public RawClient request(String line, String... headers) {
    StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\n");
    boolean host = false;
    for (String header : headers) {
      text.append(header).append("\r\n");
      host |= header.toLowerCase(Locale.ROOT).startsWith("host:");
    }
    return send(text + (host ? "" : "Host: localhost\r\n") + "\r\n");
  }

  /** Reads an answer. */
  public Answer read() {
    return read(false);
  }

  /** Reads an answer to a HEAD, which has no body whatever its headers say. */
  public Answer readHead() {
    return read(true);
  }

  private Answer read(boolean head) {
    try {
      String status = line();
      Map<String, String> headers = new LinkedHashMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.merge(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip(),
            (one, other) -> one + ", " + other);
      }
      int code = code(status);
      if (code == 100) {
        return read(head);
      }
      byte[] body = head || code == 204 || code == 304 ? new byte[0] : body(headers);
      return new Answer(code, headers, body);
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    }
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      for (byte[] chunk = readChunk(); chunk.length > 0; chunk = readChunk()) {
        body.write(chunk);
      }
      return body.toByteArray();
    }
    String length = headers.get("content-length");
    return length == null ? in.readAllBytes() : exactly(Integer.parseInt(length));
  }

  /** Reads an interim answer, which is a head and nothing else; returns its status. */
  public int readInterim() {
    try {
      int code = code(line());
      String header;
      do {
        header = line();
      } while (!header.isEmpty());
      return code;
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    }
  }

  /** Reads the head of an answer whose body is read with {@link #readChunk}. */
  public int readStreamHead() {
    int code = readInterim();
    return code == 100 ? readStreamHead() : code;
  }

  /** Reads one chunk; empty at the end of the body. */
  public byte[] readChunk() {
    try {
      String size = line();
      byte[] chunk = exactly(Integer.parseInt(size.strip(), 16));
      line();
      return chunk;
    } catch (IOException e) {
      throw new AssertionError("no chunk", e);
    }
  }

  /** Whether the server has ended the connection; waits for it. */
  public boolean isClosedByServer() {
    try {
      return in.read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  /** The number in {@code HTTP/1.1 204 No Content}. */
  private static int code(String statusLine) {
    int from = statusLine.indexOf(' ') + 1;
    return Integer.parseInt(statusLine.substring(from, from + 3));
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("cut after " + bytes.length + " of " + count + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("cut after: " + line);
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
