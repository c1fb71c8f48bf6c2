package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Behaves like the class of jenkins-core of this name: the file appears whole at {@link #commit}. */
public class AtomicFileWriter extends Writer {
    private final Path destination;
    private final Path temporary;
    private final Writer out;

    public AtomicFileWriter(@NonNull Path destinationPath, @NonNull Charset charset) throws IOException {
        this.destination = destinationPath.toAbsolutePath();
        Files.createDirectories(destination.getParent());
        this.temporary = Files.createTempFile(destination.getParent(), destination.getFileName() + "-atomic", "tmp");
        this.out = Files.newBufferedWriter(temporary, charset);
    }

    @Override
    public void write(char[] cbuf, int off, int len) throws IOException {
        out.write(cbuf, off, len);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    public void abort() throws IOException {
        out.close();
        Files.deleteIfExists(temporary);
    }

    public void commit() throws IOException {
        out.close();
        Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
