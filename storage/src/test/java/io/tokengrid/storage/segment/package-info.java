@NullMarked
package io.tokengrid.storage.segment;

import org.jspecify.annotations.NullMarked;
