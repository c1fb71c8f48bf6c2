package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServlet;

/** Behaves like the class of stapler of this name outside a request, for the embedded environment. */
@SuppressWarnings("serial")
public class Stapler extends HttpServlet {
    public static StaplerRequest2 getCurrentRequest2() {
        return null;
    }
}
