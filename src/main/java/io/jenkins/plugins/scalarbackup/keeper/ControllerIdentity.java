package io.jenkins.plugins.scalarbackup.keeper;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import jenkins.model.Jenkins;

/**
 * The identity of this controller, as it shows it to others.
 *
 * @param instance the same across restarts; a short digest of Jenkins' instance ID, not secret
 * @param nonce the nonce of this start: a copy of JENKINS_HOME that runs elsewhere has the same instance and another
 *     nonce
 */
record ControllerIdentity(String instance, String nonce) {
    static ControllerIdentity of(Jenkins jenkins) {
        String digest = Hashing.sha256()
                .hashString(jenkins.getLegacyInstanceId(), StandardCharsets.UTF_8)
                .toString();
        return new ControllerIdentity(
                "jenkins-" + digest.substring(0, 16), UUID.randomUUID().toString());
    }
}
