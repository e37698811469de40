@NullMarked
package io.tokengrid.units;

import org.jspecify.annotations.NullMarked;
