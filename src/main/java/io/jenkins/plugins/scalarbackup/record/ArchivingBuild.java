package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The operations of a build that archiving needs. */
interface ArchivingBuild {
    /** Returns the build's own directory. It no longer exists once the build is deleted. */
    Path root();

    /** Returns the build's windows; adds the action if there is none. Callers must not call this concurrently. */
    WindowsAction windows();

    /** Writes {@code build.xml}. */
    void save() throws IOException;

    /** Archives files of a directory under their own names. */
    void archive(Path directory, List<String> names) throws IOException, InterruptedException;

    /** Records that the build produced a file with this MD5 sum, as a Jenkins fingerprint. */
    void fingerprint(String name, String md5) throws IOException;
}
