package org.kohsuke.stapler;

import edu.umd.cs.findbugs.annotations.NonNull;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Compile-only declaration of {@code org.kohsuke.stapler.StaplerResponse2} as in stapler 2050.v425108fd5089 (part of Jenkins 2.541.3). */
public interface StaplerResponse2 extends HttpServletResponse {
    void sendRedirect2(@NonNull String url) throws IOException;
}
