using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Slurm;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Studies.Scenes;
using SamHost.Telemetry;
using SamHost.Torch;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>
/// Has a scheduler make the runs of a study: planned, checked and rehearsed here, on the CPU, whatever the nodes have; nothing is submitted
/// until it is right.
/// </summary>
internal sealed class ClusterStudy(
    StudyPlanning planning,
    StudyRehearsal rehearsal,
    StudyRunner runner,
    ClusterOptions cluster,
    IOptions<SlurmOptions> slurm,
    IOptions<OutputOptions> output,
    TelemetrySettings telemetry,
    IProgressDisplay display,
    TorchRuntime torch,
    IAnsiConsole console)
{
    /// <summary>Submits what is missing, and follows it where that was asked for.</summary>
    /// <param name="isQuiet">Says no more than it must.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="UserErrorException">Something is wrong: nothing was submitted.</exception>
    public ExitCode Run(bool isQuiet, CancellationToken cancellation)
    {
        if (telemetry.PrometheusPort is not null)
            throw new UserErrorException(
                "--on makes runs in several processes, several on one node, and one port serves one process: leave out "
                    + "Telemetry:Prometheus:Port, or send metrics by OTLP.");
        IReadOnlyList<StudyPlan> points;
        using (torch.BeginLoading()) points = planning.Plan();
        var runs = new StudyRuns([.. points.Select(point => ClusterPlan.OnNodes(point, slurm.Value, cluster.Device))]);
        torch.Open();
        rehearsal.Rehearse(new PlannedRun(points[0], points[0].Optimizers[0], points[0].Study.Seeds[0]), console.WriteLine);
        if (!isQuiet) console.WriteLine(StudyText.DescribeOnCluster(runs, cluster.Device));
        var result = display.During(() => runner.Run(runs, cluster.Again, cancellation));
        var directory = output.Value.Directory;
        if (!cluster.Follows)
        {
            if (result.AlreadyComplete == runs.All.Count) console.WriteLine("Every run is complete already; --again makes them again.");
            else if (result.AlreadyComplete > 0)
                console.WriteLine($"{result.AlreadyComplete} of {runs.All.Count} runs are complete already.");
            return ExitCode.Success;
        }

        console.WriteLine();
        console.Write(SummaryTable.Draw(runs.Labels, result.Outcomes, console.IsPlain()));
        console.WriteLine();
        if (!isQuiet) console.WriteLine(StudyText.Conclude(runs, result, directory, $"samhost runs --study {runs.Plan.Study.Name}"));
        return result switch
        {
            { Cancelled: true } => ExitCode.Cancelled,
            { Outcomes: var outcomes } when outcomes.Any(outcome => outcome.Error is not null) => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };
    }
}
