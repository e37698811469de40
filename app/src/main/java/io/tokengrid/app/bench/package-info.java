/// The benchmark suite: the gateway beside nginx, the disk and the clock.
@org.jspecify.annotations.NullMarked
package io.tokengrid.app.bench;
