/// The benchmark suite: the gateway on one core beside nginx, the disk and the clock.
@NullMarked
package io.tokengrid.app.bench;

import org.jspecify.annotations.NullMarked;
