package io.jenkins.plugins.scalarbackup.standalone.cps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Queue;
import hudson.model.TaskListener;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.springframework.security.core.Authentication;

/** The program, as the Pipeline API shows it to steps and listeners. */
@SuppressWarnings("serial")
public final class Execution extends FlowExecution {
    private final Program program;

    Execution(Program program) {
        this.program = program;
    }

    @Override
    public FlowExecutionOwner getOwner() {
        return new FlowExecutionOwner() {
            @Override
            public Queue.Executable getExecutable() throws IOException {
                if (program.host().build() instanceof Queue.Executable executable) {
                    return executable;
                }
                throw new IOException(program.host().build() + " is not executable");
            }

            @Override
            public TaskListener getListener() {
                return program.host().log();
            }
        };
    }

    @Override
    public @NonNull Authentication getAuthentication2() {
        return program.host().user();
    }

    @Override
    public boolean isComplete() {
        return program.isComplete();
    }

    /** A node of the flow graph, which only has its identity and whether it has ended. */
    static final class Node extends FlowNode {
        private final String name;

        Node(Program program, String name) {
            super(program.execution(), program.nextNodeId());
            this.name = name;
        }

        @Override
        public String getDisplayName() {
            return name;
        }
    }
}
