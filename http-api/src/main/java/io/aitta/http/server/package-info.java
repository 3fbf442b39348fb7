/** Binding, connections, the request handler, and the graceful stop. */
@NullMarked
package io.aitta.http.server;

import org.jspecify.annotations.NullMarked;
