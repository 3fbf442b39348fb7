/**
 * The HTTP server and the command line. {@code Main} hands over to {@code cli}, whose {@code serve}
 * starts a {@code server}; a request goes connection → request handler → a handler in {@code route}
 * → the {@link io.aitta.actors.Store}. Packages see only those after them: {@code cli}, {@code
 * server}, {@code route}, {@code metrics}, {@code answer}, {@code json}, {@code request}, {@code
 * base}.
 *
 * <p>May use Pekko HTTP, Jackson's streaming parser and the public door of {@code actors}; nothing
 * below it uses this.
 */
@NullMarked
package io.aitta.http;

import org.jspecify.annotations.NullMarked;
