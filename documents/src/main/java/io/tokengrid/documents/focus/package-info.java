/// The dataset Cost and Usage of FOCUS, the FinOps Open Cost and Usage Specification, as a table.
@NullMarked
package io.tokengrid.documents.focus;

import org.jspecify.annotations.NullMarked;
