/** Tests of the HTTP server, over real sockets and a store in memory. */
package io.aitta.http;
