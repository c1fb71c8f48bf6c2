package io.jenkins.plugins.scalarbackup.verifier;

/**
 * Recognizes IDs of transactions that commit in groups, as ScalarDB creates them: 24 characters of the group, {@code
 * $}, the member.
 */
final class GroupIds {
    static final char DELIMITER = '$';
    private static final int PARENT = 24;

    private GroupIds() {}

    static boolean isMember(String id) {
        return id.length() > PARENT && id.charAt(PARENT) == DELIMITER;
    }

    static String parent(String id) {
        return id.substring(0, PARENT);
    }

    static String child(String id) {
        return id.substring(PARENT + 1);
    }

    static String member(String parent, String child) {
        return parent + DELIMITER + child;
    }
}
