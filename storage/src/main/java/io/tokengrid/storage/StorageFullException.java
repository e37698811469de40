package io.tokengrid.storage;

/// The journal has no room for a fact: the disk is full or the journal has failed. Nothing changed.
public final class StorageFullException extends RuntimeException {
    StorageFullException() {
        super("the journal has no room");
    }
}
