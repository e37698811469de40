@NullMarked
package io.tokengrid.gateway;

import org.jspecify.annotations.NullMarked;
