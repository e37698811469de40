@NullMarked
package io.tokengrid.ledger;

import org.jspecify.annotations.NullMarked;
