@NullMarked
package io.tokengrid.gateway.http;

import org.jspecify.annotations.NullMarked;
