using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Telemetry;

namespace SamHost.Slurm;

/// <summary>Makes no run: writes what another scheduler needs to have <c>samhost run-one</c> make them.</summary>
/// <param name="settings">The settings of the study.</param>
/// <param name="slurm">How many runs an element makes.</param>
/// <param name="cluster">What the command line says.</param>
/// <param name="output">Where results go.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="display">Says how to go on.</param>
internal sealed class RequestFilesExecutor(
    Settings settings, IOptions<SlurmOptions> slurm, ClusterOptions cluster, IOptions<OutputOptions> output,
    IHostEnvironment environment, IProgressDisplay display) : IRunExecutor
{
    public void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        var directory = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
        var folder = Path.Combine(directory, runs[0].Plan.Study.Name);
        var elements = runs.Chunk(slurm.Value.RunsPerElement).ToList();
        var submission = Submission.Write(
            folder, elements, run => cluster.Again || EarlierRun.FindComplete(run, directory) is not null, settings, isForSlurm: false);
        display.Note($"{elements.Count} requests for {runs.Count} runs are in {submission.Requests}; nothing was submitted.");
        display.Note(
            $"The scheduler is to run, in {environment.ContentRootPath}, for each N from 0 to {elements.Count - 1}: samhost run-one "
                + $"--request {submission.Requests}/N.json");
    }

    public TelemetryCounts? CloseTelemetry() => null;
}
