package io.jenkins.plugins.scalarbackup.kubernetes;

import io.jenkins.plugins.scalarbackup.model.RefusedException;

/** Validates parameters that only this package can judge, before anything is sent. */
public final class ClusterParameters {
    private ClusterParameters() {}

    /**
     * Checks a label selector.
     *
     * @throws RefusedException naming the invalid part
     */
    public static void checkSelector(String selector) throws RefusedException {
        LabelSelector.checked(selector);
    }

    /**
     * Checks the URL of an API server.
     *
     * @throws RefusedException with an example of a valid one, or with who can allow this one
     */
    public static void checkServerUrl(String serverUrl, EndpointPolicy policy) throws RefusedException {
        ServerUrl.checked(serverUrl, "serverUrl", policy);
    }

    /**
     * Checks certificates as PEM text.
     *
     * @param parameter the name of the text in messages
     * @throws RefusedException if a text that is not blank has no certificate, or one that can't be read
     */
    public static void checkCertificates(String parameter, String text) throws RefusedException {
        Pem.certificates(text, parameter);
    }
}
