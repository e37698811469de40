/// Tables as files: CSV and Parquet, written row by row, exact to the last digit.
@NullMarked
package io.tokengrid.documents.table;

import org.jspecify.annotations.NullMarked;
