@NullMarked
package io.tokengrid.app;

import org.jspecify.annotations.NullMarked;
