/**
 * What came from the client: raw target, route, percent decoding, query, preconditions, body, and
 * how a request is refused. Every parser here takes the bytes as they were sent and fails closed
 * with a {@code RequestRefused}.
 */
@NullMarked
package io.aitta.http.request;

import org.jspecify.annotations.NullMarked;
