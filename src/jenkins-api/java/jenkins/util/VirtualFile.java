package jenkins.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/** Compile-only declaration of {@code jenkins.util.VirtualFile} as in jenkins-core 2.541.3. */
public abstract class VirtualFile implements Serializable {
    private static final long serialVersionUID = 1L;

    protected VirtualFile() {}

    public abstract @NonNull String getName();

    public abstract @NonNull VirtualFile child(@NonNull String name);

    public abstract boolean exists() throws IOException;

    public abstract boolean isFile() throws IOException;

    public abstract boolean isDirectory() throws IOException;

    public abstract @NonNull VirtualFile[] list() throws IOException;

    public abstract InputStream open() throws IOException;
}
