package hudson.tasks;

import hudson.model.Run;
import java.util.Map;
import jenkins.model.RunAction2;

/** Compile-only declaration of {@code hudson.tasks.Fingerprinter} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public class Fingerprinter {
    private Fingerprinter() {}

    public static final class FingerprintAction implements RunAction2 {
        public FingerprintAction(Run build, Map<String, String> record) {}

        public void add(Map<String, String> moreRecords) {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public String getIconFileName() {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public String getDisplayName() {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public String getUrlName() {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public void onLoad(Run<?, ?> r) {
            throw new UnsupportedOperationException("declaration only");
        }

        @Override
        public void onAttached(Run<?, ?> r) {
            throw new UnsupportedOperationException("declaration only");
        }
    }
}
