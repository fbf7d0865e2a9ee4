using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;

namespace SamHost.Studies.Execution;

/// <summary>Makes the runs of a study that are missing.</summary>
/// <param name="executor">Makes runs.</param>
/// <param name="output">Where results are.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="changed">Knows which complete runs have other data now.</param>
/// <param name="display">Shows progress.</param>
public sealed class StudyRunner(IRunExecutor executor, IOptions<OutputOptions> output, IHostEnvironment environment,
    ChangedData changed, IProgressDisplay display)
{
    /// <summary>Makes them until all have ended, or until cancelled: then what the runs in progress have is written.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="again">Whether runs that are complete already are made again.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <exception cref="UserErrorException">
    /// The data set or the noise cannot be had, a component refuses them, or results cannot be written.
    /// </exception>
    public StudyResult Run(StudyRuns runs, bool again, CancellationToken cancellation)
    {
        var outcomes = new StudyOutcomes(runs, Path.GetFullPath(output.Value.Directory, environment.ContentRootPath), again, changed);
        if (outcomes.ChangedCount > 0)
            display.Note(
                $"The data have changed since {outcomes.ChangedCount} runs were made: these are made again, and what they left is kept as "
                    + "RUN.previous.");
        if (outcomes.Missing.Count > 0) executor.Execute(outcomes.Missing, outcomes.Add, cancellation);
        return outcomes.Close(cancellation.IsCancellationRequested && outcomes.Missing.Count > 0);
    }
}
