/// A provider's bill held against what its calls were expected to cost: pure matching, every
/// difference explained with an amount, and the explanations add up to all of it.
@NullMarked
package io.tokengrid.rating.bill;

import org.jspecify.annotations.NullMarked;
