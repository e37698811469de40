/// Invoices, statements and credit notes as pages for browsers and as PDF files. The same document
/// gives the same bytes.
@NullMarked
package io.tokengrid.documents;

import org.jspecify.annotations.NullMarked;
