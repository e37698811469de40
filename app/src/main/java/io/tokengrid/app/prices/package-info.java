/// List prices of models as others publish them: a catalogue of them comes with the program, and
/// files of other programs are read into the same shape. Nothing here is a price that anybody is
/// charged: that stands in the price book.
@NullMarked
package io.tokengrid.app.prices;

import org.jspecify.annotations.NullMarked;
