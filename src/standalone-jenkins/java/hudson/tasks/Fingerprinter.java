package hudson.tasks;

import hudson.model.Run;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.RunAction2;

/** Behaves like the class of jenkins-core of this name, as far as its action is concerned. */
public class Fingerprinter {
    private Fingerprinter() {}

    /** The fingerprints of a build's files. */
    @SuppressWarnings("rawtypes")
    public static final class FingerprintAction implements RunAction2 {
        private final Map<String, String> record = new TreeMap<>();

        public FingerprintAction(Run build, Map<String, String> record) {
            this.record.putAll(record);
        }

        public synchronized void add(Map<String, String> moreRecords) {
            record.putAll(moreRecords);
        }

        public synchronized Map<String, String> getRecords() {
            return Map.copyOf(record);
        }

        @Override
        public String getIconFileName() {
            return "fingerprint.png";
        }

        @Override
        public String getDisplayName() {
            return "See Fingerprints";
        }

        @Override
        public String getUrlName() {
            return "fingerprints";
        }

        @Override
        public void onLoad(Run<?, ?> r) {}

        @Override
        public void onAttached(Run<?, ?> r) {}
    }
}
