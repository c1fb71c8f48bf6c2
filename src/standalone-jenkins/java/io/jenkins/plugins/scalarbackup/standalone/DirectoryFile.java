package io.jenkins.plugins.scalarbackup.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jenkins.util.VirtualFile;

/** A file of this machine, in the form in which Jenkins shows artifacts. */
@SuppressWarnings("serial")
final class DirectoryFile extends VirtualFile {
    private final transient Path path;

    DirectoryFile(Path path) {
        this.path = path;
    }

    @Override
    public String getName() {
        return path.getFileName().toString();
    }

    @Override
    public VirtualFile child(String name) {
        return new DirectoryFile(path.resolve(name));
    }

    @Override
    public boolean exists() {
        return Files.exists(path);
    }

    @Override
    public boolean isFile() {
        return Files.isRegularFile(path);
    }

    @Override
    public boolean isDirectory() {
        return Files.isDirectory(path);
    }

    @Override
    public VirtualFile[] list() throws IOException {
        if (!isDirectory()) {
            return new VirtualFile[0];
        }
        try (Stream<Path> children = Files.list(path)) {
            List<VirtualFile> files =
                    children.sorted().<VirtualFile>map(DirectoryFile::new).toList();
            return files.toArray(new VirtualFile[0]);
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DirectoryFile that && path.equals(that.path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }
}
