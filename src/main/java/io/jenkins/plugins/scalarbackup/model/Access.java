package io.jenkins.plugins.scalarbackup.model;

import java.util.Arrays;
import java.util.Optional;

/** How the controller reaches a pod's Admin service. */
public enum Access {
    /** Whatever answers: the pod's address, else a port-forward. Only ever asked for, never what was used. */
    AUTO("auto"),
    /** Straight to the pod's IP address. */
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
