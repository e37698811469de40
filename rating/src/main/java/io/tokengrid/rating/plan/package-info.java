/// Products and plans as they are sold and bought, in exact fractions: what a period's usage costs,
/// what a plan includes, which grant pays, how a period's calendar runs, what an invoice adds up
/// to.
@NullMarked
package io.tokengrid.rating.plan;

import org.jspecify.annotations.NullMarked;
