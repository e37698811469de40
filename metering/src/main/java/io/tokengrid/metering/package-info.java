@NullMarked
package io.tokengrid.metering;

import org.jspecify.annotations.NullMarked;
