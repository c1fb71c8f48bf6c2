package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What archiving needs of a build. */
interface ArchivingBuild {
    /** The build's own directory, which is gone once the build was deleted. */
    Path root();

    /** The build's windows, with the action added if it is the first. Callers see to it that they ask one at a time. */
    WindowsAction windows();

    /** Writes {@code build.xml}. */
    void save() throws IOException;

    /** Archives files of a directory under their names. */
    void archive(Path directory, List<String> names) throws IOException, InterruptedException;

    /** Notes that the build made a file with this MD5 sum, which is what Jenkins' fingerprints are. */
    void fingerprint(String name, String md5) throws IOException;
}
