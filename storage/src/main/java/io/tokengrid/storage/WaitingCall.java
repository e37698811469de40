package io.tokengrid.storage;

import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.units.OrganizationId;
import java.util.function.Consumer;

/// A call that waits for money which open calls hold.
public final class WaitingCall {

    /// What it wishes now. Under the node's lock.
    CallRequest request;

    final OrganizationId organization;
    final Consumer<AdmitOutcome> then;

    /// What it was refused for when it was looked at last. Under the node's lock.
    HoldOutcome.Refused obstacle;

    WaitingCall(
            CallRequest request,
            OrganizationId organization,
            HoldOutcome.Refused obstacle,
            Consumer<AdmitOutcome> then) {
        this.request = request;
        this.organization = organization;
        this.obstacle = obstacle;
        this.then = then;
    }
}
