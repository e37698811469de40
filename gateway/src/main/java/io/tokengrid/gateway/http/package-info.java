/// HTTP/1.1 as clients speak it, without a word of what the requests are about: event loops, the
/// clients' connections, and the [Exchange][io.tokengrid.gateway.http.Exchange] that the rest of
/// the gateway sees of them.
@NullMarked
package io.tokengrid.gateway.http;

import org.jspecify.annotations.NullMarked;
