/** What the tests of the HTTP server share: a store in memory, a server on a free port, clients. */
package io.aitta.http.testing;
