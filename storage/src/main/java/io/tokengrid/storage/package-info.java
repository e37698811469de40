@NullMarked
package io.tokengrid.storage;

import org.jspecify.annotations.NullMarked;
