@NullMarked
package io.tokengrid.testing;

import org.jspecify.annotations.NullMarked;
