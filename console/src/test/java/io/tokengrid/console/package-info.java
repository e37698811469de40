@NullMarked
package io.tokengrid.console;

import org.jspecify.annotations.NullMarked;
