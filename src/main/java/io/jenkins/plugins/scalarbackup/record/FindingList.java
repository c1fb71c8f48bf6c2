package io.jenkins.plugins.scalarbackup.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/** Reads and writes lists of findings: the file of a window below JENKINS_HOME, or the artifact of a build. */
final class FindingList {
    private static final long SCHEMA_VERSION = 1;

    private FindingList() {}

    static String write(List<Finding> findings) {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("schemaVersion", SCHEMA_VERSION);
        List<Object> list = new ArrayList<>();
        findings.forEach(finding -> list.add(finding.asMap()));
        map.put("findings", list);
        return RecordJson.write(map);
    }

    /**
     * Parses such a file.
     *
     * @throws IOException if it is not one, or is truncated
     */
    static List<Finding> read(String json) throws IOException {
        if (!(RecordJson.read(json).get("findings") instanceof List<?> list)) {
            throw new IOException("it holds no list of findings");
        }
        return list.stream().map(Finding::ofMap).filter(Objects::nonNull).toList();
    }
}
