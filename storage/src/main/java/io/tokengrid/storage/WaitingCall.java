package io.tokengrid.storage;

import io.tokengrid.units.OrganizationId;
import java.util.function.Consumer;

/// A call that waits for money which open calls hold.
public final class WaitingCall {
    final CallRequest request;
    final OrganizationId organization;
    final Consumer<AdmitOutcome> then;

    WaitingCall(CallRequest request, OrganizationId organization, Consumer<AdmitOutcome> then) {
        this.request = request;
        this.organization = organization;
        this.then = then;
    }
}
