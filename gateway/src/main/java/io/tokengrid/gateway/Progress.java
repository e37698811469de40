package io.tokengrid.gateway;

import io.tokengrid.metering.UpstreamFailure;

/// Where an answer stands after what has just arrived.
sealed interface Progress {
    /// More is to come.
    Progress GOES_ON = new GoesOn();

    /// The model has finished; what is still to come can only be usage and the end.
    Progress FINISHING = new Finishing();

    /// All of it is here.
    Progress WHOLE = new Whole();

    record GoesOn() implements Progress {}

    record Finishing() implements Progress {}

    record Whole() implements Progress {}

    /// It ended too early, but there is something to charge.
    record CutOff(Cut why) implements Progress {}

    /// There is nothing of worth: another provider may be tried.
    record Failed(UpstreamFailure failure) implements Progress {}
}
