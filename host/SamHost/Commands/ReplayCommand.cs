using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using SamHost.Telemetry;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost replay</c>: the traces of a run that is complete, from its files, into a collector.</summary>
internal sealed class ReplayCommand(
    ParseResult arguments, IOptions<OutputOptions> output, TelemetrySettings telemetry, IServiceProvider services, IAnsiConsole console)
    : IVerb
{
    private static readonly Argument<string[]> Named = new("RUN")
    {
        Description = "The runs: folders, or the beginnings of names in the folder of results.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Define()
    {
        var command = new Command("replay", "Sends the traces of complete runs to a collector, from their files, with the runs' times.");
        command.Arguments.Add(Named);
        command.Options.Add(SettingsSource.Set);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        if (telemetry.Traces is null)
            throw new UserErrorException(
                "Telemetry:Endpoint: nothing says where traces go; add --set Telemetry:Endpoint=http://localhost:4317, or start a viewer "
                    + "by samhost dashboard.");
        var problems = new List<string>();
        var runs = arguments.GetValue(Named)!.Select(name => Read(name, problems)).OfType<RecordedRun>().ToList();
        if (problems.Count > 0) throw new UserErrorException(problems);
        using var pipeline = services.GetRequiredService<TelemetryPipeline>();
        foreach (var run in runs)
        {
            if (!Replay(run, pipeline, cancellation)) break;
        }

        pipeline.Stop();
        var counts = pipeline.Counts;
        console.WriteLine($"Telemetry: {counts}");
        if (cancellation.IsCancellationRequested) return ExitCode.Cancelled;
        return counts.AnyDropped ? ExitCode.RunFailed : ExitCode.Success;
    }

    private RecordedRun? Read(string name, List<string> problems)
    {
        try
        {
            var run = RunReader.Read(RunFinder.Find(name, output.Value.Directory), out var problem);
            if (problem is not null) problems.Add(problem);
            return run;
        }
        catch (UserErrorException e)
        {
            problems.AddRange(e.Problems);
            return null;
        }
    }

    // A run's files hold no times of its epochs: they have an equal share of the run's each, and so have an epoch's steps.
    private bool Replay(RecordedRun run, TelemetryPipeline pipeline, CancellationToken cancellation)
    {
        var epochs = new ReplayedEpochs(run);
        var duration = TimeSpan.FromSeconds(run.Seconds) / Math.Max(1, run.Metrics.Epochs.Count);
        var traced = 0;
        using var replay = pipeline.Replay(epochs.Run, run.Folder, run.Started);
        foreach (var (epoch, steps) in epochs.In(duration))
        {
            if (cancellation.IsCancellationRequested || !replay.Epoch(epoch, steps))
            {
                replay.Cancelled();
                return false;
            }

            if (steps.Count > 0) traced++;
        }

        replay.Completed(epochs.Result);
        console.WriteLine($"{run.Id}: {run.Metrics.Epochs.Count} epochs, of which {traced} have their steps.");
        return true;
    }
}
