package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One change in the history.
 *
 * @param version the resourceVersion this change made
 * @param object the object after the change; for a deletion the last state with the version of the deletion
 * @param previous the object before, null for a creation; a watch with a selector needs it
 */
record StoredEvent(long version, Kind kind, ObjectKey key, ObjectNode object, ObjectNode previous) {

    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }
}
