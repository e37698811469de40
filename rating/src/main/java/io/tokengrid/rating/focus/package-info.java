/// Charges as rows of FOCUS, the FinOps Open Cost and Usage Specification: which rows a charge, a
/// payment, a grant and an invoice become, so that they add up (`LinesAddUp`).
@NullMarked
package io.tokengrid.rating.focus;

import org.jspecify.annotations.NullMarked;
