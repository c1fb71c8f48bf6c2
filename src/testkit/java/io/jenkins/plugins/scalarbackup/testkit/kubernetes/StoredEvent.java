package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A change in the history.
 *
 * @param version the resourceVersion of this change
 * @param object the object after the change; for a deletion, the last state with the version of the deletion
 * @param previous the object before, which a watch with a selector needs; null for a creation
 */
record StoredEvent(long version, Kind kind, ObjectKey key, ObjectNode object, ObjectNode previous) {

    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }
}
