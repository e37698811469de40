@NullMarked
package io.tokengrid.upstream;

import org.jspecify.annotations.NullMarked;
