package hudson.util;

import com.thoughtworks.xstream.XStream;

/** Compile-only declaration of {@code hudson.util.XStream2} as in jenkins-core 2.541.3. */
public class XStream2 extends XStream {
    public XStream2() {}
}
