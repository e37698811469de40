/// PostgreSQL for the folded views: a server of our own in a folder, or one that exists already.
@NullMarked
package io.tokengrid.storage.postgres;

import org.jspecify.annotations.NullMarked;
