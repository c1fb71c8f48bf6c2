package io.jenkins.plugins.scalarbackup.step;

import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The target parameters of a step. A plain class, since Pipeline saves it in {@code program.dat}. */
final class TargetParameters implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The step's own parameters. */
    final TargetSettings step = new TargetSettings();
    /** The entries of {@code targets}; null if not given. */
    ArrayList<TargetSettings> entries;

    /** Returns whether they select any pods. */
    boolean hasSelection() {
        return entries != null || step.hasSelection();
    }

    /**
     * Returns the checked targets.
     *
     * @throws RefusedException naming the invalid parameter and what it must be
     */
    StepTargets check() throws RefusedException {
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        if (entries == null) {
            return new StepTargets(List.of(
                    new StepTargets.Entry(step.selection(null, defaults, ""), step.connection(null, defaults, ""))));
        }
        if (step.hasSelection()) {
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
        if (step.hasTlsSettings()
                && checked.stream().noneMatch(entry -> entry.selection().tls().enabled())) {
            throw new RefusedException(
                    "tlsCaCertificate and tlsAuthority have no effect without TLS: add tls: true, to the step or to an"
                            + " entry of targets.");
        }
        return new StepTargets(checked);
    }
}
