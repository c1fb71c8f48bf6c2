package org.kohsuke.stapler;

import jakarta.servlet.ServletException;
import java.io.IOException;

/** Compile-only declaration of {@code org.kohsuke.stapler.HttpResponse} as in stapler 2050.v425108fd5089 (part of Jenkins 2.541.3). */
public interface HttpResponse {
    default void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node)
            throws IOException, ServletException {
        throw new UnsupportedOperationException("declaration only");
    }
}
