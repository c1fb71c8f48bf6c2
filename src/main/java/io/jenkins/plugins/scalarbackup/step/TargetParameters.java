package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The target parameters of a step. A plain class, since Pipeline keeps it in {@code program.dat}. */
final class TargetParameters implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The step's own. */
    final TargetSettings step = new TargetSettings();
    /** Those of {@code targets}; null where it was not given. */
    ArrayList<TargetSettings> entries;

    /** Whether they say which pods are meant. */
    boolean namePods() {
        return entries != null || step.namesPods();
    }

    /**
     * What they name, checked.
     *
     * @throws RefusedException naming the parameter and what would be right
     */
    StepTargets check() throws RefusedException {
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        if (entries == null) {
            return new StepTargets(List.of(
                    new StepTargets.Entry(step.selection(null, defaults, ""), step.connection(null, defaults, ""))));
        }
        if (step.namesPods()) {
            throw new RefusedException(
                    "targets is given, and release or selector or deployment too. Put all of them into targets.");
        }
        if (entries.isEmpty()) {
            throw new RefusedException("targets is an empty list. Give at least one: targets: [[release: 'a'], …].");
        }
        List<StepTargets.Entry> checked = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String where = "targets[" + i + "]: ";
            checked.add(new StepTargets.Entry(
                    entries.get(i).selection(step, defaults, where),
                    entries.get(i).connection(step, defaults, where)));
        }
        if (step.isOfTls()
                && checked.stream().noneMatch(entry -> entry.selection().tls().enabled())) {
            throw new RefusedException(
                    "tlsCaCertificate and tlsAuthority have no effect without TLS: add tls: true, to the step or to an"
                            + " entry of targets.");
        }
        return new StepTargets(checked);
    }
}
