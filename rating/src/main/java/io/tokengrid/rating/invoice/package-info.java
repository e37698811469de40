/// Invoices, statements of settled charges and credit notes: what they say, and how it is made of
/// charges. The arithmetic of lines, taxes and credits is that of plans.
@NullMarked
package io.tokengrid.rating.invoice;

import org.jspecify.annotations.NullMarked;
