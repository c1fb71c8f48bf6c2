package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;

/** The parameters that only this package can judge, for whoever wants to know before anything is sent. */
public final class ClusterParameters {
    private ClusterParameters() {}

    /**
     * Checks a label selector.
     *
     * @throws RefusedException naming the part that is none
     */
    public static void checkSelector(String selector) throws RefusedException {
        LabelSelector.checked(selector);
    }

    /**
     * Checks the URL of an API server.
     *
     * @throws RefusedException saying what would be one, or who allows it
     */
    public static void checkServerUrl(String serverUrl, EndpointPolicy policy) throws RefusedException {
        ServerUrl.checked(serverUrl, "serverUrl", policy);
    }

    /**
     * Checks certificates as PEM text.
     *
     * @param parameter what a refusal calls the text
     * @throws RefusedException when there is none, or one can't be read
     */
    public static void checkCertificates(String parameter, String text) throws RefusedException {
        Pem.certificates(text, parameter);
    }
}
