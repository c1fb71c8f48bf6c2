package hudson;

import com.thoughtworks.xstream.XStream;
import java.io.File;
import java.io.IOException;

/** Compile-only declaration of {@code hudson.XmlFile} as in jenkins-core 2.541.3. */
public final class XmlFile {
    public XmlFile(File file) {}

    public XmlFile(XStream xs, File file) {}

    public XmlFile(XStream xs, File file, boolean force) {}

    public File getFile() {
        throw new UnsupportedOperationException("declaration only");
    }

    public XStream getXStream() {
        throw new UnsupportedOperationException("declaration only");
    }

    public Object read() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public Object unmarshal(Object o) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public void write(Object o) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public boolean exists() {
        throw new UnsupportedOperationException("declaration only");
    }

    public void delete() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
