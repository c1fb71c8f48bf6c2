package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServlet;

/** Compile-only declaration of {@code org.kohsuke.stapler.Stapler} as in stapler 2050.v425108fd5089 (part of Jenkins 2.541.3). */
@SuppressWarnings("serial")
public class Stapler extends HttpServlet {
    public static StaplerRequest2 getCurrentRequest2() {
        throw new UnsupportedOperationException("declaration only");
    }
}
