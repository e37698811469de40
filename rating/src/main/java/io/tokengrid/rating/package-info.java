@NullMarked
package io.tokengrid.rating;

import org.jspecify.annotations.NullMarked;
