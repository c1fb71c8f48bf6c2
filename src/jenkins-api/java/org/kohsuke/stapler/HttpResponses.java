package org.kohsuke.stapler;

/** Compile-only declaration of {@code org.kohsuke.stapler.HttpResponses} as in stapler 2050.v425108fd5089 (part of Jenkins 2.541.3). */
public class HttpResponses {
    public HttpResponses() {}

    public abstract static class HttpResponseException extends RuntimeException implements HttpResponse {
        private static final long serialVersionUID = 1L;

        public HttpResponseException() {}
    }

    public static HttpResponseException forwardToPreviousPage() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static HttpResponse redirectToDot() {
        throw new UnsupportedOperationException("declaration only");
    }
}
