package io.jenkins.plugins.scalarbackup.record;

import io.jenkins.plugins.scalarbackup.model.ShellWord;
import io.jenkins.plugins.scalarbackup.record.RestorePlan.Step;
import io.jenkins.plugins.scalarbackup.record.RestorePlan.Variable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Renders a plan as a POSIX shell script, for a person who restores at night, or for a nightly rehearsal. The script
 * asks before irreversible steps, waits for manual ones, and can be started from any step. Nothing site-specific is
 * written into it: that is in variables, which are always quoted, so that any value stays one word.
 */
final class RestoreScript {
    private static final String NAME = "restore-";

    private final RestorePlan plan;
    private final List<Step> steps;
    private final Set<String> ways = new LinkedHashSet<>();
    private final StringBuilder script = new StringBuilder();

    private RestoreScript(RestorePlan plan) {
        this.plan = plan;
        steps = plan.steps().stream()
                .filter(step -> step.id() != null && step.text() != null)
                .toList();
        steps.stream().filter(step -> step.way() != null).forEach(step -> ways.add(step.way()));
    }

    /**
     * Creates the scripts of a record, by file name.
     *
     * @param artifact the name of the record's artifact without extension; a further window's number in it is used for
     *     the scripts, too
     */
    static Map<String, String> of(BuildRecord record, String artifact) {
        Map<String, String> scripts = new LinkedHashMap<>();
        for (RestorePlan plan : record.restore().plans()) {
            if (plan.database() != null) {
                scripts.put(
                        file(plan, artifact),
                        of(
                                plan,
                                String.valueOf(record.id()),
                                String.valueOf(
                                        record.restore().of(plan.database()).recommended())));
            }
        }
        return scripts;
    }

    /** Returns the file name of a plan's script beside the record's artifact. */
    static String file(RestorePlan plan, String artifact) {
        String number =
                artifact.startsWith(WindowsAction.FIRST) ? artifact.substring(WindowsAction.FIRST.length()) : "";
        return NAME + plan.database() + number + ".sh";
    }

    static String of(RestorePlan plan, String window, String moment) {
        return new RestoreScript(plan).render(window, moment);
    }

    private String render(String window, String moment) {
        line("#!/bin/sh");
        line("# Restores " + plan.database() + " to " + comment(moment) + ", in window " + comment(window) + ".");
        line("# sh " + NAME + plan.database() + ".sh --help tells how to use it.");
        line("# shellcheck disable=SC2016,SC2034 # texts name variables; one that belongs to another way is not used");
        line("set -eu");
        line("");
        line("# What depends on the site: in the environment, or here.");
        variables().values().forEach(variable -> line(": \"${" + variable.name() + ":=}\" # " + variable.meaning()));
        line("");
        usage();
        options();
        checkVariables();
        line("");
        line(FUNCTIONS.strip());
        for (int number = 1; number <= steps.size(); number++) {
            step(number, steps.get(number - 1));
        }
        line("");
        line("at=");
        line("printf '\\nDone. Verify what was restored before any Scalar pod is started.\\n'");
        return script.toString();
    }

    /** Replaces line breaks and the like, which would end the comment. */
    private static String comment(String text) {
        return text.replaceAll("[^A-Za-z0-9/.,:_@%+= -]", "?");
    }

    private void line(String text) {
        script.append(text).append('\n');
    }

    private Map<String, Variable> variables() {
        Map<String, Variable> variables = new LinkedHashMap<>();
        steps.forEach(step -> step.variables().forEach(one -> variables.putIfAbsent(one.name(), one)));
        return variables;
    }

    private void usage() {
        line("usage() {");
        line("    cat <<'END'");
        line("sh " + NAME + plan.database() + ".sh [--yes]" + (ways.isEmpty() ? "" : " [--way WAY]")
                + " [--from STEP]");
        line("  --yes        answers every question, and does not wait for what a person has to do");
        if (!ways.isEmpty()) {
            line("  --way WAY    one of: " + String.join(", ", ways));
        }
        line("  --from STEP  leaves out what comes before. The steps:");
        steps.forEach(step -> line("                 " + step.id() + (step.way() == null ? "" : " (" + step.way() + ")")
                + (step.irreversible() ? ", cannot be undone" : "")
                + (step.run().isEmpty() ? ", by hand" : "")));
        line("Variables, in the environment or at the top of this script:");
        variables().values().forEach(one -> line("  " + one.name() + ": " + one.meaning()));
        line("END");
        line("}");
    }

    private void options() {
        line("");
        List.of("yes", "from", "way", "first").forEach(name -> line(name + "=''"));
        line("while [ $# -gt 0 ]; do");
        line("    case $1 in");
        line("        --yes) yes=yes ;;");
        line("        --from=*) from=${1#*=} ;;");
        line("        --from) shift; from=${1-?} ;;");
        if (!ways.isEmpty()) {
            line("        --way=*) way=${1#*=} ;;");
            line("        --way) shift; way=${1-?} ;;");
        }
        line("        -h | --help) usage; exit 0 ;;");
        line("        *) printf 'Unknown: %s\\n' \"$1\" >&2; usage >&2; exit 2 ;;");
        line("    esac");
        line("    [ $# -eq 0 ] || shift");
        line("done");
        line("case $from in");
        line("    '') first=1 ;;");
        for (int number = 1; number <= steps.size(); number++) {
            Step step = steps.get(number - 1);
            line("    " + step.id() + ") first=" + number
                    + (step.way() == null ? "" : "; way=${way:-" + step.way() + "}") + " ;;");
        }
        line("    *) printf 'There is no step %s.\\n' \"$from\" >&2; usage >&2; exit 2 ;;");
        line("esac");
        if (!ways.isEmpty()) {
            chooseWay();
        }
    }

    /** Chooses the first way, in the plan's order of preference, for which all variables of its own are set. */
    private void chooseWay() {
        int last = 0;
        for (int number = 1; number <= steps.size(); number++) {
            last = steps.get(number - 1).way() == null ? last : number;
        }
        line("if [ -z \"$way\" ] && [ \"$first\" -le " + last + " ]; then");
        String keyword = "    if ";
        for (String one : ways) {
            Set<String> ownVariables = ownVariables(one);
            if (!ownVariables.isEmpty()) {
                line(keyword
                        + ownVariables.stream()
                                .map(name -> "[ -n \"$" + name + "\" ]")
                                .collect(Collectors.joining(" && "))
                        + "; then way=" + one);
                keyword = "    elif ";
            }
        }
        if (keyword.equals("    if ")) {
            line("    printf '%s\\n' 'Give --way, one of: " + String.join(", ", ways) + ".' >&2; exit 2");
        } else {
            line("    else printf '%s\\n' 'Give --way, one of: " + String.join(", ", ways)
                    + ", or the variables of one of them; --help lists them.' >&2; exit 2");
            line("    fi");
        }
        line("fi");
        line("case $way in '' | " + String.join(" | ", ways) + ") ;; *) printf 'There is no way %s.\\n' \"$way\" >&2;"
                + " usage >&2; exit 2 ;; esac");
    }

    /** Returns the variables that only this way's steps use. */
    private Set<String> ownVariables(String way) {
        Set<String> ownVariables = new LinkedHashSet<>();
        steps.stream().filter(step -> way.equals(step.way())).forEach(step -> step.variables()
                .forEach(one -> ownVariables.add(one.name())));
        steps.stream()
                .filter(step -> step.way() != null && !way.equals(step.way()))
                .forEach(step -> step.variables().forEach(one -> ownVariables.remove(one.name())));
        return ownVariables;
    }

    /** Checks the variables of the steps that will be run, except those that an earlier step sets. */
    private void checkVariables() {
        line("");
        line("missing=");
        line("# STEP, WAY, the step that sets it, NAME, value, meaning");
        line("need() {");
        line(
                "    if [ \"$first\" -le \"$1\" ] && [ \"$3\" -lt \"$first\" ] && { [ \"$2\" = - ] || [ \"$2\" = \"$way\" ]; } &&"
                        + " [ -z \"$5\" ]; then");
        line("        printf '%s is empty: %s\\n' \"$4\" \"$6\" >&2");
        line("        missing=yes");
        line("    fi");
        line("}");
        Map<String, Integer> setBy = new LinkedHashMap<>();
        for (int number = 1; number <= steps.size(); number++) {
            Step step = steps.get(number - 1);
            for (Variable variable : step.run().isEmpty() ? List.<Variable>of() : step.variables()) {
                line("need " + number + " " + (step.way() == null ? "-" : step.way()) + " "
                        + setBy.getOrDefault(variable.name(), 0) + " " + variable.name() + " \"$" + variable.name()
                        + "\" '" + variable.meaning().replace("'", "'\\''") + "'");
            }
            for (String command : step.run()) {
                for (String name : SiteVariables.setBy(command)) {
                    setBy.put(name, number);
                }
            }
        }
        line("[ -z \"$missing\" ] || exit 2");
    }

    private void step(int number, Step step) {
        line("");
        line("if begin " + number + " " + step.id() + " " + (step.way() == null ? "-" : step.way()) + "; then");
        line("    say " + ShellWord.of(step.text()));
        if (step.run().isEmpty()) {
            step.commands().forEach(command -> line("    say " + ShellWord.of("    " + command)));
            line("    by_hand");
        } else {
            if (step.irreversible()) {
                line("    sure");
            }
            step.run().forEach(command -> line("    " + command));
        }
        line("fi");
    }

    private static final String FUNCTIONS = """
            at=
            ended() {
                status=$?
                if [ "$status" -ne 0 ] && [ -n "$at" ]; then
                    printf '\\nStopped in step %s. Fix the cause, then continue with --from %s.\\n' "$at" "$at" >&2
                fi
            }
            trap ended EXIT
            trap 'exit 130' INT
            trap 'exit 143' TERM

            say() {
                printf '%s\\n' "$1"
            }
            stop() {
                printf '%s\\n' "$1" >&2
                exit 1
            }
            # NUMBER, ID, WAY: whether the step is to be run
            begin() {
                [ "$first" -le "$1" ] || return 1
                [ "$3" = - ] || [ "$3" = "$way" ] || return 1
                at=$2
                printf '\\n[%s]\\n' "$2"
            }
            answer() {
                printf '%s ' "$1"
                read -r answered || stop 'There is no input to read. With --yes nothing is asked.'
            }
            sure() {
                [ -z "$yes" ] || return 0
                answer 'This cannot be undone. Type yes to continue:'
                [ "$answered" = yes ] || stop 'It was not done.'
            }
            by_hand() {
                [ -z "$yes" ] || return 0
                answer 'Press Enter when it is done:'
            }
            """;
}
