package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Path;

/** Compile-only declaration of {@code hudson.util.AtomicFileWriter} as in jenkins-core 2.541.3. */
public class AtomicFileWriter extends Writer {
    public AtomicFileWriter(@NonNull Path destinationPath, @NonNull Charset charset) throws IOException {}

    @Override
    public void write(char[] cbuf, int off, int len) throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void flush() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void close() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public void abort() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }

    public void commit() throws IOException {
        throw new UnsupportedOperationException("declaration only");
    }
}
