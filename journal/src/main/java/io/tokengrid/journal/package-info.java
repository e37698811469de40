@NullMarked
package io.tokengrid.journal;

import org.jspecify.annotations.NullMarked;
