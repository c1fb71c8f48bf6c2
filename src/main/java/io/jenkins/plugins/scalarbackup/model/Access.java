package io.jenkins.plugins.scalarbackup.model;

import java.util.Arrays;
import java.util.Optional;

/** How the controller reaches a pod's Admin service. */
public enum Access {
    /** The pod's address if it answers, else a port-forward. Only a request: the access in use is one of the others. */
    AUTO("auto"),
    /** Directly to the pod's IP address. */
    POD_IP("podIp"),
    /** Through the API server. */
    PORT_FORWARD("portForward");

    private final String parameter;

    Access(String parameter) {
        this.parameter = parameter;
    }

    /** The access as a pipeline author and the record write it. */
    public String parameter() {
        return parameter;
    }

    /** The access that a pipeline author named. */
    public static Optional<Access> named(String parameter) {
        return Arrays.stream(values())
                .filter(access -> access.parameter.equals(parameter))
                .findFirst();
    }
}
